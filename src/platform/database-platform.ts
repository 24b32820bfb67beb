import { Construct } from 'constructs';
import { DatabaseNamespace } from './database-namespace';
import { Attested } from '../checklist/annotations';
import { Manifest } from '../checklist/manifests';
import { dashboard } from '../parts/dashboard';
import { kept } from '../parts/kept';
import { addManifest, shareManifest } from '../parts/manifest-object';
import { nodeTuningManifests } from '../parts/node-tuning';
import { priorityClass } from '../parts/priority-class';
import { ClusterNetwork } from '../values/cluster-network';
import { DatabaseStorageClass } from '../values/database-storage-class';
import { Issuer } from '../values/issuer';
import { LogCollection } from '../values/log-collection';
import { Monitoring } from '../values/monitoring';
import { NodePool } from '../values/node-pool';
import { NodeTuning } from '../values/node-tuning';
import { ObjectStore } from '../values/object-store';
import { OperatorAvailability } from '../values/operator-availability';
import { Priority } from '../values/priority';
import { refuse } from '../values/refusal';
import { SecretStore } from '../values/secret-store';
import { SnapshotClass } from '../values/snapshot-class';

/** Properties of `DatabasePlatform`. */
export interface DatabasePlatformProps {
  /** Storage class of the data volumes. */
  readonly storageClass: DatabaseStorageClass;

  /**
   * Storage class of the volumes of the write-ahead log.
   * @default - `storageClass`
   */
  readonly walStorageClass?: DatabaseStorageClass;

  /**
   * Storage class of the volumes of drills, which go with their claims.
   * @default - for each class that is made here a twin `<name>-drill` with the reclaim policy Delete; for one that exists none, and without one there
   * is no drill
   */
  readonly drillStorageClass?: DatabaseStorageClass;

  /**
   * Where backups go.
   * @default - nowhere: the checklist's backup rules fail for every database
   */
  readonly backups?: ObjectStore;

  /**
   * Where passwords come from.
   * @default - nowhere: roles need `SecretRef`s, and passwords that the operator makes up fail the checklist
   */
  readonly secrets?: SecretStore;

  /**
   * Who signs the servers' certificates.
   * @default - the operator's own CA, which clients in other namespaces cannot get
   */
  readonly issuer?: Issuer;

  /**
   * Nodes that databases run on.
   * @default - any: the checklist asks for dedicated ones
   */
  readonly nodes?: NodePool;

  /**
   * Kernel settings of those nodes.
   * @default - the distribution's: the checklist asks for tuned ones
   */
  readonly tuning?: NodeTuning;

  /**
   * What NetworkPolicies need to know of the cluster.
   * @default ClusterNetwork.of() - addresses not known, so that only ports can be opened
   */
  readonly network?: ClusterNetwork;

  /**
   * Who watches the databases.
   * @default - nobody: the checklist's monitoring rules fail for every database
   */
  readonly monitoring?: Monitoring;

  /**
   * Who collects the logs.
   * @default - not known: the checklist asks
   */
  readonly logs?: LogCollection;

  /**
   * How the databases' operators run, where no manifest of the app shows it: `CloudNativePgOperator` and `BarmanCloudPlugin` do.
   * @default - not known: the checklist asks
   */
  readonly operators?: OperatorAvailability;

  /**
   * Class of volume snapshots.
   * @default - none
   */
  readonly snapshots?: SnapshotClass;

  /**
   * How much databases matter to the scheduler.
   * @default - as any other workload
   */
  readonly priority?: Priority;

  /**
   * Whether the platform makes the namespaces that hold databases, with the Pod Security level `restricted`.
   * @default true
   */
  readonly createNamespaces?: boolean;
}

/**
 * Where databases live: said once, shared by any number of databases of any engine, in any number of namespaces and charts.
 * Each part may be missing; what is lacking shows up as a finding of the checklist on every database.
 */
export class DatabasePlatform extends Construct {
  /** Storage class of the data volumes. */
  public readonly storageClass: DatabaseStorageClass;
  /** Storage class of the volumes of the write-ahead log. */
  public readonly walStorageClass: DatabaseStorageClass;
  /** Storage class of the volumes of drills; undefined for the twins of the others. */
  public readonly drillStorageClass?: DatabaseStorageClass;
  /** Where backups go; undefined when nowhere. */
  public readonly backups?: ObjectStore;
  /** Where passwords come from; undefined when there is no secret store. */
  public readonly secrets?: SecretStore;
  /** Who signs the servers' certificates; undefined for the operators' own CAs. */
  public readonly issuer?: Issuer;
  /** Nodes that databases run on; undefined for any. */
  public readonly nodes?: NodePool;
  /** Kernel settings of the nodes; undefined for the distribution's. */
  public readonly tuning?: NodeTuning;
  /** What NetworkPolicies need to know of the cluster. */
  public readonly network: ClusterNetwork;
  /** Who watches the databases; undefined for nobody. */
  public readonly monitoring?: Monitoring;
  /** Who collects the logs; undefined when not known. */
  public readonly logs?: LogCollection;
  /** How the databases' operators run; undefined when not known, or when the app's manifests show it. */
  public readonly operators?: OperatorAvailability;
  /** Class of volume snapshots; undefined for none. */
  public readonly snapshots?: SnapshotClass;
  /** How much databases matter to the scheduler; undefined for as any other workload. */
  public readonly priority?: Priority;
  /** @internal */
  public readonly _createsNamespaces: boolean;
  private readonly namespaces = new Map<string, DatabaseNamespace>();
  private readonly dashboards = new Set<string>();
  private readonly storageClasses = new Set<DatabaseStorageClass>();

  /**
   * Makes what belongs to the whole cluster: storage classes, node tuning, snapshot and priority class.
   * @throws when something of the same name is made twice in the app, or nodes are to be tuned and no pool is named
   */
  constructor(scope: Construct, id: string, props: DatabasePlatformProps) {
    super(scope, id);
    if (!props.storageClass) refuse('storageClass', 'be given', undefined, 'use for example DatabaseStorageClass.existing');
    this.storageClass = props.storageClass;
    this.walStorageClass = props.walStorageClass ?? props.storageClass;
    this.drillStorageClass = props.drillStorageClass;
    if (props.drillStorageClass && !props.drillStorageClass._throwAway()) {
      refuse('drillStorageClass', 'delete its volumes with their claims', props.drillStorageClass.name,
        'attest it: DatabaseStorageClass.existing(name, { reclaimPolicy: ReclaimPolicy.DELETE })');
    }
    this.backups = props.backups;
    this.secrets = props.secrets;
    this.issuer = props.issuer;
    this.nodes = props.nodes;
    this.tuning = props.tuning;
    this.network = props.network ?? ClusterNetwork.of();
    this.monitoring = props.monitoring;
    this.logs = props.logs;
    this.operators = props.operators;
    this.snapshots = props.snapshots;
    this.priority = props.priority;
    this._createsNamespaces = props.createNamespaces ?? true;

    [this.storageClass, this.walStorageClass].forEach((storageClass) => this._storageClass(storageClass));
    this.addNodeTuning();
    this.addSnapshotClass();
    this.addPriorityClass();
  }

  /**
   * What a namespace has once, however many databases it holds. Made when the first one comes.
   * @internal
   */
  public _namespace(name: string): DatabaseNamespace {
    const namespace = this._drillNamespace(name);
    namespace.objectStoreCredentials();
    return namespace;
  }

  /**
   * Likewise, for databases of Percona's operators, whose Secret of the object store has keys of other names.
   * @internal
   */
  public _perconaNamespace(name: string): DatabaseNamespace {
    return this._drillNamespace(name);
  }

  /**
   * A namespace that holds what is thrown away.
   * @internal
   */
  public _drillNamespace(name: string): DatabaseNamespace {
    let namespace = this.namespaces.get(name);
    if (!namespace) {
      namespace = new DatabaseNamespace(this, `Namespace-${name}`, { platform: this, name, create: this._createsNamespaces });
      this.namespaces.set(name, namespace);
    }
    return namespace;
  }

  /**
   * Makes a storage class, once, unless it exists already outside the app.
   * @internal
   */
  public _storageClass(storageClass: DatabaseStorageClass): void {
    if (this.storageClasses.has(storageClass)) return;
    this.storageClasses.add(storageClass);
    const manifest = storageClass._manifest();
    if (manifest) shareManifest(this, `StorageClass-${storageClass.name}`, kept(manifest as Manifest), 'storageClass.name');
    storageClass._warnings.forEach((warning) => process.emitWarning(warning));
  }

  /**
   * The class of a drill's volumes in the place of another one; undefined when there is none that deletes them.
   * @internal
   */
  public _throwAwayClass(of: DatabaseStorageClass): DatabaseStorageClass | undefined {
    return (this.drillStorageClass ?? of)._throwAway();
  }

  /**
   * One engine's dashboard, once for all platforms that share a Prometheus, where Grafana's sidecar looks by default: beside it.
   * @internal
   */
  public _dashboard(name: string, model: () => object): void {
    if (!this.monitoring || this.dashboards.has(name)) return;
    this.dashboards.add(name);
    const { namespace, dashboards } = this.monitoring;
    shareManifest(this, `Dashboard-${name}`, dashboard({ name, namespace, dashboards, model: model() }), 'monitoring.namespace');
  }

  /**
   * What exists outside the app and is vouched for.
   * @internal
   */
  public _attested(more: readonly DatabaseStorageClass[]): Attested {
    const used = new Set([this.storageClass, this.walStorageClass, ...more]);
    const classes = [...used].map((of) => of._attestation()).filter((of) => of !== undefined);
    return {
      storageClasses: classes.length > 0 ? classes as Attested['storageClasses'] : undefined,
      prometheus: this.monitoring && { namespace: this.monitoring.namespace, labels: this.monitoring.labels },
      logs: this.logs?.by,
      kernel: this.tuning?._attestation() as Attested['kernel'],
      operators: this.operators?.by,
    };
  }

  private addNodeTuning(): void {
    if (!this.tuning?.created) return;
    if (!this.nodes) {
      refuse('tuning', 'go with nodes', undefined, 'give the platform a NodePool, because kernel settings hold for whole nodes');
    }
    const nodes = { nodeSelector: this.nodes.labels, tolerations: this.nodes._toleration ? [this.nodes._toleration] : [] };
    for (const manifest of nodeTuningManifests(this.tuning, nodes) as Manifest[]) {
      addManifest(this, `NodeTuning-${manifest.kind}`, manifest, 'tuning.namespace');
    }
  }

  private addSnapshotClass(): void {
    if (!this.snapshots?.driver) return;
    addManifest(this, 'VolumeSnapshotClass', {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshotClass',
      metadata: { name: this.snapshots.name },
      driver: this.snapshots.driver,
      deletionPolicy: 'Retain',
    }, 'snapshots.name');
  }

  private addPriorityClass(): void {
    const manifest = this.priority && priorityClass(this.priority, 'Databases: evicted after and scheduled before ordinary workloads');
    if (manifest) addManifest(this, 'PriorityClass', manifest, 'priority.name');
  }
}
