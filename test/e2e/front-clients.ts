import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Capability, Deployment, EnvValue, SeccompProfileType } from 'cdk8s-plus-28';
import { variable } from './environment';
import { FRONT_CLIENT_SCRIPT } from './front-client-script';
import { log } from './pod-command';
import { AcknowledgedWrite, WriteLog } from './write-log';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';
import { Ask, EFFECTS } from '../migration-run/ledger';

const NAME = 'writers';

/** What a database says of the clients' writes. */
export interface FrontVerdict {
  readonly acknowledged: number;
  /** Writes that are missing, came twice, or that nobody asked for, in words. */
  readonly wrong: string[];
}

/** What a client wrote down. */
interface ClientLog {
  readonly writes: WriteLog;
  /** Number of its last write, acknowledged or not. */
  readonly last: number;
  /** Why one was not acknowledged lately. */
  readonly reason: string;
}

/** Pods that write by the front of a migration and nothing else, without an end. */
export class FrontClients {
  constructor(private readonly kubernetes: Kubernetes, public readonly namespace: string) {}

  /** Their Deployment, for a chart of `App` that grants it the way into the target. */
  public deployment(chart: Chart, front: string, machineCa: string): Deployment {
    const deployment = new Deployment(chart, 'Writers', {
      metadata: { name: NAME, namespace: this.namespace },
      replicas: 2,
      containers: [{
        name: 'writer',
        image: variable('TEST_IMAGE'),
        command: ['bash', '-c', FRONT_CLIENT_SCRIPT],
        envVariables: { FRONT: EnvValue.fromValue(front), MACHINE_CA: EnvValue.fromValue(machineCa) },
        resources: {},
        securityContext: {
          user: 26,
          readOnlyRootFilesystem: false,
          capabilities: { drop: [Capability.ALL] },
          seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT },
        },
      }],
    });
    ApiObject.of(deployment).addJsonPatch(
      JsonPatch.replace('/spec/template/spec/containers/0/imagePullPolicy', 'IfNotPresent'),
      JsonPatch.add('/spec/template/spec/terminationGracePeriodSeconds', 1),
    );
    return deployment;
  }

  /** What the runbook asks of clients besides: a way out to the machine. */
  public wayOut(address: string): Manifest {
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { namespace: this.namespace, name: `${NAME}-to-machine` },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: `${address}/32` } }], ports: [{ port: 5432, protocol: 'TCP' }] }] },
    };
  }

  /** Waits until every one of them has at least so many more writes acknowledged. */
  public async acknowledge(least: number, seconds: number): Promise<void> {
    const before = await this.logs();
    let reasons = '';
    try {
      await until('the clients', async () => {
        const now = await this.logs();
        reasons = [...now.values()].map(({ reason }) => reason).join('; ');
        const more = [...now].map(([pod, { writes }]) => writes.acknowledged.length - (before.get(pod)?.writes.acknowledged.length ?? 0));
        return more.length > 1 && Math.min(...more) >= least;
      }, { seconds, every: 500 });
    } catch (error) {
      throw new Error(`${(error as Error).message}: ${reasons}`);
    }
  }

  /** Of each of them the longest time without an acknowledged write since a moment, in seconds. */
  public async longestGaps(since: number): Promise<number[]> {
    return [...(await this.logs()).values()].map(({ writes: { acknowledged } }) => longest(acknowledged, since / 1000));
  }

  /** Clients as their ledgers are now. */
  public async ledgers(): Promise<Map<string, WriteLog>> {
    return new Map([...await this.logs()].map(([pod, { writes }]) => [pod, writes]));
  }

  /**
   * Compares a database with what was acknowledged before it is asked: by the journal, and by what each write did. Writes that come meanwhile count for nothing.
   */
  public async verdict(ledgers: ReadonlyMap<string, WriteLog>, ask: Ask): Promise<FrontVerdict> {
    const counts = new Map<string, number>();
    for (const line of (await ask('SELECT by_session || \' \' || n || \'=\' || count(*) FROM journal GROUP BY by_session, n')).split('\n').filter(Boolean)) {
      const [key, count] = line.split('=');
      counts.set(key, Number(count));
    }
    const asked = await this.logs();
    const wrong = [...ledgers].flatMap(([pod, { acknowledged }]) => acknowledged.map(({ n }) => `${pod} ${n}`))
      .filter((key) => !counts.has(key)).map((key) => `${key} is missing`);
    for (const [key, count] of counts) {
      const [pod, n] = key.split(' ');
      if (count > 1) wrong.push(`${key} is there ${count} times`);
      // the one after the last line may be under way
      if (Number(n) > (asked.get(pod)?.last ?? -1) + 1) wrong.push(`${key} was asked for by nobody`);
    }
    for (const [what, query] of Object.entries(EFFECTS)) {
      const differing = await ask(query);
      if (differing !== '') wrong.push(`${what}: ${differing.split('\n').slice(0, 5).join('; ')}`);
    }
    return { acknowledged: [...ledgers.values()].reduce((sum, { acknowledged }) => sum + acknowledged.length, 0), wrong: wrong.slice(0, 20) };
  }

  private async logs(): Promise<Map<string, ClientLog>> {
    const pods = await this.kubernetes.all('v1', 'Pod', { namespace: this.namespace });
    return new Map(await Promise.all(pods.filter(({ metadata }) => metadata.name.startsWith(NAME)).map(async ({ metadata: { name } }) => {
      const text = await log(this.kubernetes, { namespace: this.namespace, pod: name, container: 'writer' });
      const lines = text.split('\n');
      const last = lines.reduce((most, line) => Math.max(most, Number(/^\d+/.exec(line)?.[0] ?? 0)), 0);
      return [name, { writes: WriteLog.parse(text), last, reason: lines.filter((line) => line.startsWith('#')).at(-1) ?? '' }] as const;
    })));
  }
}

function longest(acknowledged: readonly AcknowledgedWrite[], since: number): number {
  const times = [since, ...acknowledged.map(({ at }) => at).filter((at) => at >= since)];
  return Math.max(0, ...times.slice(1).map((at, i) => at - times[i]));
}
