import { Chart } from 'cdk8s';
import { FrontClients } from './front-clients';
import { LivingCluster } from './living-cluster';
import { OldServer, TARGET_CA } from './old-server';
import { SmallDatabase } from './small-database';
import { MigrationMethod, MigrationPhase, PostgresCluster, SecretKeyRef, SecretRef, VmDatabase, VmMigration } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';

/** Which commit it is. */
export interface Commit {
  readonly phase: MigrationPhase;
  readonly attempt?: number;
  readonly rehearsal?: boolean;
}

/** How a Job ended. */
export interface JobEnd {
  readonly type: 'Complete' | 'Failed';
  /** Last word of its last pod. */
  readonly message: string;
  readonly pods: number;
}

/** What takes part. */
export interface Parties {
  readonly namespace: string;
  /** Name of the run: each has an archive of its own. */
  readonly run: string;
  readonly machine: OldServer;
  readonly address: string;
  readonly clients: FrontClients;
}

/** A `VmMigration` from a machine into a database that lives, with clients of its front; each phase is applied as a commit is. */
export class LivingMigration {
  public readonly target: LivingCluster;
  public readonly front: string;
  /** How the machine reaches the target. */
  public readonly back: Readonly<Record<string, string>>;
  /** All that was applied, in order. */
  public readonly made: Manifest[] = [];
  private current: Manifest[] = [];

  constructor(private readonly kubernetes: Kubernetes, private readonly of: Parties) {
    this.target = new LivingCluster(kubernetes, of.namespace, 'orders', 'app');
    this.front = `orders-front.${of.namespace}.svc`;
    this.back = { name: 'move_back', host: `move-back.${of.namespace}.svc`, port: '5432', database: 'app', user: 'move_back', root: TARGET_CA };
  }

  /** What a commit holds; without one, what was there before the migration. */
  public manifests(commit?: Commit): Manifest[] {
    const { namespace, run, machine, address, clients } = this.of;
    const small = new SmallDatabase(namespace, run, { name: 'orders', instances: 3 });
    const target = new PostgresCluster(small.chart, 'Orders', small.props);
    target.grantConnect(clients.deployment(new Chart(small.app, 'clients'), this.front, machine.certificate));
    if (commit) {
      new VmMigration(small.chart, 'Move', {
        name: 'move',
        source: VmDatabase.postgres({
          host: machine.host, addresses: [address], database: 'app', credentials: SecretRef.of('vm-db'), ca: SecretKeyRef.of('vm-db-ca', 'ca.crt'),
        }),
        target,
        method: MigrationMethod.LOGICAL_REPLICATION,
        ...commit,
        front: { name: 'orders-front' },
        excludedTables: ['public.cache'],
        wayBack: { host: this.back.host, rootCertificate: TARGET_CA },
      });
    }
    // clients write once the front leads somewhere
    return [...small.manifests(), nothingIsAllowed(namespace), clients.wayOut(address)].filter(({ kind }) => commit !== undefined && commit.phase !== MigrationPhase.ASSESS || kind !== 'Deployment');
  }

  /** Applies it, and removes what it does not hold any more; gives its Job. */
  public async apply(commit?: Commit): Promise<Manifest> {
    const manifests = this.manifests(commit);
    for (const manifest of manifests) await this.kubernetes.apply(manifest);
    const kept = new Set(manifests.map(keyOf));
    for (const manifest of this.current.filter((before) => !kept.has(keyOf(before)))) await this.kubernetes.remove(manifest);
    this.current = manifests;
    this.made.push(...manifests);
    return manifests.find(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('move-migration-'))!;
  }

  /** Applies it, and waits until its Job has ended. */
  public async through(commit: Commit, seconds = 600): Promise<JobEnd> {
    return this.ended(await this.apply(commit), seconds);
  }

  public async ended(job: Manifest, seconds = 600): Promise<JobEnd> {
    return until(`the end of ${job.metadata.name}`, async () => {
      const { status } = await this.kubernetes.find(job);
      const type = status?.conditions?.find((one: any) => ['Complete', 'Failed'].includes(one.type) && one.status === 'True')?.type;
      if (!type) return undefined;
      const pods = await this.pods(job);
      const message = pods.at(-1)?.status.containerStatuses?.find(({ name }: any) => name === 'migrate')?.state.terminated?.message?.trim() ?? '';
      return { type, message, pods: (status.succeeded ?? 0) + (status.failed ?? 0) };
    }, { seconds, every: 500 });
  }

  /**
   * Deletes the pod of a Job when the state has come to one of these steps; gives the step at which it was.
   * @param gracePeriodSeconds 0 for one that is gone without a word
   */
  public async deletePodAt(job: Manifest, steps: readonly string[], options: { readonly gracePeriodSeconds?: 0 } = {}): Promise<string> {
    return until(`${job.metadata.name} at ${steps.join(' or ')}`, async () => {
      const { current } = await this.state();
      const [pod] = (await this.pods(job)).filter(({ status }) => status.phase === 'Running');
      if (!pod || !job.metadata.name.includes(`-${current?.phase}-`) || !steps.includes(current.step)) return undefined;
      await this.kubernetes.remove(pod, options);
      return current.step as string;
    }, { seconds: 180, every: 50 });
  }

  public async state(): Promise<any> {
    return JSON.parse((await this.map()).data?.state ?? '{}');
  }

  /** Waits for a comparison that began from now on and is whole. */
  public async comparison(seconds: number): Promise<any> {
    const since = new Date().toISOString();
    return until('a comparison', async () => {
      const found = JSON.parse((await this.map()).data?.comparison ?? 'null');
      return found?.complete && found.began >= since && found;
    }, { seconds, every: 1000 });
  }

  /** Labels that the front selects. */
  public async selector(): Promise<Record<string, string>> {
    const { namespace } = this.of;
    return (await this.kubernetes.find({ apiVersion: 'v1', kind: 'Service', metadata: { namespace, name: 'orders-front' } })).spec.selector;
  }

  /** A key of a Secret beside the target. */
  public async secret(name: string, key: string): Promise<string> {
    return until(`${key} of ${name}`, async () => {
      const secret = await this.kubernetes.find({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace: this.of.namespace, name } });
      return secret?.data?.[key] && Buffer.from(secret.data[key], 'base64').toString();
    }, { seconds: 120 });
  }

  private async map(): Promise<any> {
    return this.kubernetes.find({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: this.of.namespace, name: 'move-migration' } });
  }

  private async pods(job: Manifest): Promise<any[]> {
    const pods = await this.kubernetes.all('v1', 'Pod', { namespace: this.of.namespace, labelSelector: `job-name=${job.metadata.name}` });
    return pods.sort((a, b) => Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp));
  }
}

/** What is not named by another policy is closed: the library's have to name all that is needed. */
function nothingIsAllowed(namespace: string): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace, name: 'nothing-is-allowed' },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  };
}

function keyOf({ kind, metadata: { namespace, name } }: Manifest): string {
  return `${kind} ${namespace}/${name}`;
}
