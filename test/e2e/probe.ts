import { LivingCluster } from './living-cluster';
import { log } from './pod-command';
import { WriteLog } from './write-log';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';

/** What a probe found. */
export interface Outage {
  /** Seconds until a client wrote again. */
  readonly seconds: number;
  /** Sum of all times without a write, in seconds. */
  readonly unavailable: number;
  readonly acknowledged: number;
  readonly lost: number;
}

let made = 0;

/** A pod that writes numbers into a database, made from the template of a Deployment that may. */
export class Probe {
  public readonly pod: string;

  /** @param node that it runs on: one that stays */
  constructor(
    private readonly kubernetes: Kubernetes,
    private readonly database: LivingCluster,
    private readonly deployment: { namespace: string; name: string },
    private readonly node: string,
  ) {
    this.pod = `${deployment.name}-${process.pid}-${++made}`;
  }

  /** Returns when it writes. */
  public async start(): Promise<this> {
    await this.make();
    await until(`the first writes of ${this.pod}`, async () => (await this.log()).acknowledged.length > 5, { seconds: 180, every: 500 });
    return this;
  }

  /** Returns when it runs, whether it can write or not. */
  public async run(): Promise<this> {
    await this.make();
    const { namespace } = this.deployment;
    await until(`pod ${this.pod}`, async () => {
      const pod = await this.kubernetes.find({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name: this.pod } });
      return pod.status.phase === 'Running';
    }, { seconds: 60 });
    return this;
  }

  private async make(): Promise<void> {
    const { namespace, name } = this.deployment;
    const deployment = await this.kubernetes.find({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace, name } });
    const { metadata, spec } = deployment.spec.template;
    await this.kubernetes.make({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace, name: this.pod, labels: metadata.labels },
      spec: { ...spec, nodeSelector: { 'kubernetes.io/hostname': this.node }, terminationGracePeriodSeconds: 0 },
    });
  }

  public async log(): Promise<WriteLog> {
    return WriteLog.parse(await log(this.kubernetes, { namespace: this.deployment.namespace, pod: this.pod, container: 'probe' }));
  }

  /** Returns when ten more writes have come through than there are now. */
  public async writesAgain(seconds: number): Promise<void> {
    const before = (await this.log()).acknowledged.length;
    await until(`writes of ${this.pod}`, async () => (await this.log()).acknowledged.length >= before + 10, { seconds, every: 500 });
  }

  /** Ends it and counts. */
  public async stop(): Promise<Outage> {
    const outage = await this.count();
    await this.remove();
    return outage;
  }

  /** What it has seen so far. */
  public async count(): Promise<Outage> {
    const written = await this.log();
    const rows = await this.database.sql(`SELECT n FROM probe WHERE run = '${this.pod}'`);
    return {
      seconds: written.longestGap,
      unavailable: written.unavailable,
      acknowledged: written.acknowledged.length,
      lost: written.lost(new Set(rows.split('\n').map(Number))),
    };
  }

  public async remove(): Promise<void> {
    const { namespace } = this.deployment;
    await this.kubernetes.remove({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name: this.pod } }, { gracePeriodSeconds: 0 });
  }
}
