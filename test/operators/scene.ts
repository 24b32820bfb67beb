import { App } from 'cdk8s';
import { runFolder } from './comparison';
import { Logs } from './logs';
import { Runs } from './runs';
import { statefulSetsOf } from './stateful-sets';
import { surroundingsOf } from './surroundings';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { MongoReplicaSet } from '../../src/mongo/mongo-replica-set';
import { MySqlCluster } from '../../src/mysql/mysql-cluster';
import { PostgresCluster } from '../../src/postgres/postgres-cluster';
import { changedByApplying } from '../cluster/applied-again';
import { Kubernetes } from '../cluster/kubernetes';
import { progress } from '../cluster/progress';
import { until } from '../cluster/until';
import { written } from '../support/written';

const HEALTHY = 'Cluster in healthy state';
const SECONDS = 240;
const PROCESSES = ['cloudnativepg-webhook', 'plugin-barman-cloud', 'cert-manager', 'percona-xtradb-cluster-operator-webhook', 'percona-server-mongodb'];

/** Kinds that operators and controllers make, or whose status they write. */
const KINDS = [
  ['v1', 'Namespace'], ['v1', 'Pod'], ['v1', 'Service'], ['v1', 'Secret'], ['v1', 'ConfigMap'], ['v1', 'PersistentVolumeClaim'], ['v1', 'ServiceAccount'], ['v1', 'Event'],
  ['policy/v1', 'PodDisruptionBudget'], ['rbac.authorization.k8s.io/v1', 'Role'], ['v1', 'Node'], ['networking.k8s.io/v1', 'NetworkPolicy'], ['monitoring.coreos.com/v1', 'PodMonitor'],
  ['apps/v1', 'Deployment'], ['apps/v1', 'DaemonSet'], ['apps/v1', 'StatefulSet'], ['scheduling.k8s.io/v1', 'PriorityClass'],
  ['cert-manager.io/v1', 'Certificate'], ['cert-manager.io/v1', 'Issuer'], ['external-secrets.io/v1', 'ExternalSecret'],
  ['pxc.percona.com/v1', 'PerconaXtraDBCluster'], ['psmdb.percona.com/v1', 'PerconaServerMongoDB'],
  ['postgresql.cnpg.io/v1', 'Cluster'], ['postgresql.cnpg.io/v1', 'Pooler'], ['postgresql.cnpg.io/v1', 'ScheduledBackup'], ['postgresql.cnpg.io/v1', 'Backup'],
] as const;

/** Objects that come before the others. */
export interface Early {
  readonly is: (manifest: Manifest) => boolean;
  /** Waits after each of them. */
  readonly until: (kubernetes: Kubernetes, manifest: Manifest) => Promise<unknown>;
}

/** Apps in a cluster whose operators have made of them what they make. */
export class Scene {
  /**
   * Applies the apps, and waits until everything is as it was asked for.
   * @param early what has come, and has been there for a while, before the rest of what the library wrote for namespaces
   */
  public static async of(apps: readonly App[], kubernetes: Kubernetes, early?: Early): Promise<Scene> {
    const logs = new Logs(runFolder(), PROCESSES);
    const claimed = new Manifests(distinct(apps.flatMap(written)));
    const constructs = apps.flatMap((app) => app.node.findAll());
    const databases = constructs.filter((construct) => construct instanceof PostgresCluster);
    const engines = constructs.filter((construct) => construct instanceof MySqlCluster || construct instanceof MongoReplicaSet);
    const applied = progress(`applying ${claimed.all.length} objects of ${apps.length} apps, with what they find there`);
    const all = inOrder(await surroundingsOf([...databases, ...engines], claimed), claimed.all, early);
    for (const manifest of all) {
      await kubernetes.apply(manifest);
      if (manifest.kind === 'Node') await begin(manifest, kubernetes);
      if (early?.is(manifest)) await early.until(kubernetes, manifest);
    }
    const runs = await Runs.begin(claimed, kubernetes);
    applied();

    const settled = progress(`waiting for the operators: ${databases.length} databases, ${claimed.ofKind('postgresql.cnpg.io', 'Pooler').length} poolers, ${runs.made.length} objects of CronJobs`);
    const pods = new Map<string, any>();
    const settle = () => until('what the operators make', async () => {
      for (const pod of await kubernetes.all('v1', 'Pod')) pods.set(pod.metadata.uid, pod);
      const open = await unsettled(new Manifests([...claimed.all, ...runs.made]), kubernetes);
      if (open.length > 0) throw new Error(`still waiting for ${open.join('; ')}`);
      return true;
    }, { seconds: SECONDS, every: 300 });
    await settle();
    await runs.verify(claimed);
    await settle();
    settled();

    const living: any[] = (await Promise.all(KINDS.map(([apiVersion, kind]) => kubernetes.all(apiVersion, kind)))).flat();
    const ofJobs = [...pods.values()].filter(({ metadata }) => metadata.ownerReferences?.some(({ kind }: any) => kind === 'Job'));
    const gone = ofJobs.filter(({ metadata }) => !living.some((manifest) => manifest.kind === 'Pod' && manifest.metadata.uid === metadata.uid));
    const changed = new Set(await changedByApplying(kubernetes, claimed.all));
    return new Scene(kubernetes, [...all, ...runs.made], databases, engines, claimed, new Manifests([...living, ...gone]), changed, logs);
  }

  private constructor(
    private readonly kubernetes: Kubernetes,
    private readonly applied: readonly Manifest[],
    public readonly databases: readonly PostgresCluster[],
    /** Databases of the other engines. */
    public readonly engines: ReadonlyArray<MySqlCluster | MongoReplicaSet>,
    /** What the library wrote. */
    public readonly claimed: Manifests,
    /** What is there, with the Jobs' pods that were there. */
    public readonly living: Manifests,
    /** What the library wrote and another apply of the same changed. */
    public readonly changed: ReadonlySet<Manifest>,
    /** What the operators say meanwhile. */
    public readonly logs: Logs,
  ) {}

  /** The same scene, had the library written something else; what operators made of it stays. */
  public with(change: (manifest: Manifest) => Manifest): Scene {
    const [claimed, living] = [this.claimed, this.living].map(({ all }) => new Manifests(all.map(change)));
    return new Scene(this.kubernetes, this.applied, this.databases, this.engines, claimed, living, this.changed, this.logs);
  }

  /** The same without a namespace and what is in it. */
  public without(namespace: string): Scene {
    const [claimed, living] = [this.claimed, this.living]
      .map(({ all }) => new Manifests(all.filter(({ metadata }) => metadata.namespace !== namespace)));
    const engines = this.engines.filter((of) => of.namespace !== namespace);
    return new Scene(this.kubernetes, this.applied, this.databases, engines, claimed, living, this.changed, this.logs);
  }

  /** Removes it all, for another one to come. */
  public async end(): Promise<void> {
    const done = progress('removing it');
    const inNamespaces = this.applied.filter(({ metadata }) => metadata.namespace);
    const ofCluster = this.applied.filter(({ metadata }) => !metadata.namespace);
    const namespaces = ofCluster.filter(({ kind }) => kind === 'Namespace');
    // pods that end in order take their time, one cluster after the other
    for (const manifest of this.claimed.ofKind('pxc.percona.com', 'PerconaXtraDBCluster')) await this.kubernetes.merge(manifest, { metadata: { finalizers: null } });
    // pods first, because a namespace that finds some looks again much later
    await Promise.all(inNamespaces.map((manifest) => this.kubernetes.remove(manifest)));
    await until('the end of the pods', async () => (
      (await this.kubernetes.all('v1', 'Pod')).every(({ metadata }) => !namespaces.some((of) => of.metadata.name === metadata.namespace))), { seconds: SECONDS });
    await Promise.all(ofCluster.map((manifest) => this.kubernetes.remove(manifest)));
    await until('the end of the namespaces', async () => {
      const left = await Promise.all(namespaces.map((namespace) => this.kubernetes.find(namespace)));
      return left.every((namespace) => namespace === undefined);
    }, { seconds: SECONDS });
    done();
  }
}

/** Apps may share objects: the same one is there once. */
function distinct(manifests: Manifest[]): Manifest[] {
  const keyOf = ({ apiVersion, kind, metadata: { namespace, name } }: Manifest) => `${apiVersion} ${kind} ${namespace}/${name}`;
  return [...new Map(manifests.map((manifest) => [keyOf(manifest), manifest])).values()];
}

/** What others live in or name comes first. */
function inOrder(surroundings: readonly Manifest[], claimed: readonly Manifest[], early?: Early): Manifest[] {
  const ofCluster = claimed.filter(({ metadata }) => metadata.namespace === undefined);
  const ofNamespaces = claimed.filter(({ metadata }) => metadata.namespace !== undefined);
  const inNamespaces = early ? [...ofNamespaces.filter(early.is), ...ofNamespaces.filter((manifest) => !early.is(manifest))] : ofNamespaces;
  const all = [...surroundings, ...ofCluster, ...inNamespaces];
  return [...all.filter(({ kind }) => kind === 'Namespace'), ...all.filter(({ kind }) => kind !== 'Namespace')];
}

/** A node is not ready when it comes, and says so by a taint. */
async function begin(node: Manifest, kubernetes: Kubernetes): Promise<void> {
  await kubernetes.merge(node, { spec: { taints: node.spec.taints } });
  const now = new Date().toISOString();
  const ready = { type: 'Ready', status: 'True', reason: 'StandIn', message: 'no node', lastHeartbeatTime: now, lastTransitionTime: now };
  await kubernetes.merge(node, { status: { conditions: [ready] } }, 'status');
}

/** What is not yet there, in words. */
async function unsettled(made: Manifests, kubernetes: Kubernetes): Promise<string[]> {
  const open: string[] = [];
  const living = async (manifest: Manifest) => await kubernetes.find(manifest) ?? {};
  for (const manifest of made.ofKind('postgresql.cnpg.io', 'Cluster')) {
    const { status } = await living(manifest);
    if (status?.phase !== HEALTHY || status.readyInstances !== manifest.spec.instances) {
      open.push(`Cluster ${manifest.metadata.name}: ${status?.phase} ${status?.phaseReason ?? ''}, ${status?.readyInstances ?? 0} of ${manifest.spec.instances}`);
    }
  }
  for (const manifest of made.ofKind('postgresql.cnpg.io', 'Pooler')) {
    const { status } = await living(manifest);
    // its own status counts pods that are not there yet
    const { status: deployment } = await living({ ...manifest, apiVersion: 'apps/v1', kind: 'Deployment' });
    if (status?.instances !== manifest.spec.instances || deployment?.readyReplicas !== manifest.spec.instances) open.push(`Pooler ${manifest.metadata.name}: ${deployment?.readyReplicas ?? 0} of ${manifest.spec.instances} ready`);
  }
  for (const [manifest, replicas] of statefulSetsOf(made)) {
    const { status } = await living(manifest);
    if (status?.readyReplicas !== replicas) open.push(`StatefulSet ${manifest.metadata.name}: ${status?.readyReplicas ?? 0} of ${replicas} ready`);
  }
  open.push(...await unsettledBudgets(made, kubernetes), ...await unsettledServices(made, kubernetes));
  for (const manifest of made.ofKind('apps', 'Deployment')) {
    const { status } = await living(manifest);
    if (status?.readyReplicas !== (manifest.spec.replicas ?? 1)) open.push(`Deployment ${manifest.metadata.name}: ${status?.readyReplicas ?? 0} ready`);
  }
  for (const manifest of made.ofKind('batch', 'Job')) {
    const { status } = await living(manifest);
    if (!status?.conditions?.some((condition: any) => condition.type === 'Complete' && condition.status === 'True')) open.push(`Job ${manifest.metadata.name}`);
  }
  for (const manifest of made.ofKind('cert-manager.io', 'Certificate')) {
    const { status, metadata } = await living(manifest);
    // of what was changed since, it says nothing yet
    if (!status?.conditions?.some((condition: any) => condition.type === 'Ready' && condition.status === 'True' && condition.observedGeneration === metadata.generation)) open.push(`Certificate ${manifest.metadata.name}`);
  }
  return open;
}

/** Pods are counted for them after they are ready. */
async function unsettledBudgets(made: Manifests, kubernetes: Kubernetes): Promise<string[]> {
  const budgets = await kubernetes.all('policy/v1', 'PodDisruptionBudget');
  const ofMongo = made.ofKind('psmdb.percona.com', 'PerconaServerMongoDB').map(({ metadata }) => metadata.namespace);
  const expected = [
    ...statefulSetsOf(new Manifests(made.ofKind('pxc.percona.com', 'PerconaXtraDBCluster'))).map(([set]) => set), ...made.ofKind('policy', 'PodDisruptionBudget'),
    // whose names are the operator's
    ...budgets.filter(({ metadata }) => ofMongo.includes(metadata.namespace)),
  ];
  const keyOf = ({ metadata: { name, namespace } }: Manifest) => `${namespace}/${name}`;
  const open = new Set(budgets.filter(({ status }) => status?.disruptionsAllowed >= 1).map(keyOf));
  return expected.map(keyOf).filter((budget) => !open.has(budget)).map((budget) => `the budget ${budget}`);
}

/** Those of single pods come with a later round of MongoDB's operator. */
async function unsettledServices(made: Manifests, kubernetes: Kubernetes): Promise<string[]> {
  const open: string[] = [];
  for (const { metadata: { name, namespace }, spec } of made.ofKind('psmdb.percona.com', 'PerconaServerMongoDB')) {
    for (const { name: set, size, expose } of spec.replsets) {
      for (let i = 0; expose?.enabled && i < size; i++) {
        const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: `${name}-${set}-${i}`, namespace } };
        if (!await kubernetes.find(service)) open.push(`Service ${service.metadata.name}`);
      }
    }
  }
  return open;
}
