import { Manifest, Manifests } from '../../../../src/checklist/manifests';
import { MongoReplicaSet } from '../../../../src/mongo/mongo-replica-set';
import { MySqlCluster } from '../../../../src/mysql/mysql-cluster';
import { Scene } from '../../scene';
import { statefulSetsOf } from '../../stateful-sets';
import { isOwnedBy } from '../cast';

/** The pods of one StatefulSet of a database. */
export interface Part {
  /** `pxc`, `haproxy`, `proxysql`, or the name of a replica set, with `-arbiter` its arbiter's; that of the container that it is about, but for a replica set. */
  readonly name: string;
  readonly set: any;
  /** What the operator's object says of them. */
  readonly spec: any;
  readonly image: string;
  /** Name of the container that it is about. */
  readonly main: string;
  readonly replicas: number;
  readonly pods: readonly any[];
}

/** What Percona's operators make of a database, by who owns it: nothing here asks labels, which claims are about. */
export class EngineCast {
  public readonly isMySql: boolean;
  /** The operator's object, as the library writes it. */
  public readonly resource: Manifest;
  public readonly parts: readonly Part[];
  public readonly operator: string;

  constructor(private readonly scene: Scene, public readonly database: MySqlCluster | MongoReplicaSet) {
    const { name, namespace } = database;
    this.isMySql = database instanceof MySqlCluster;
    this.operator = this.isMySql ? 'XtraDB Cluster operator' : 'Server for MongoDB operator';
    this.resource = this.isMySql
      ? scene.claimed.find('pxc.percona.com', 'PerconaXtraDBCluster', namespace, name)!
      : scene.claimed.find('psmdb.percona.com', 'PerconaServerMongoDB', namespace, name)!;
    this.parts = statefulSetsOf(new Manifests([this.resource])).map(([set, replicas]) => this.part(set.metadata.name, replicas));
  }

  public get pods(): readonly any[] {
    return this.parts.flatMap(({ pods }) => pods);
  }

  /** What clients come to: proxies, or members. */
  public get front(): Part {
    return this.isMySql ? this.parts[this.parts.length - 1] : this.servers;
  }

  /** What holds data. */
  public get servers(): Part {
    return this.parts[0];
  }

  /** Who votes in a replica set without data. */
  public get arbiters(): readonly any[] {
    return this.parts.find(({ name }) => isArbiter(name))?.pods ?? [];
  }

  /** The Secret with the certificate that the servers read, by the word of their pods. */
  public get certificateSecret(): string | undefined {
    // what is for the inside goes before: build/pxc-configure-pxc.sh of 1.20.0, SSL_INTERNAL_DIR; clients of ProxySQL see its own
    const { pods: [pod] } = this.front.name === 'haproxy' ? this.servers : this.front;
    const volume = (name: string) => pod?.spec.volumes.find((of: any) => of.name === name)?.secret?.secretName;
    return this.front.name === 'haproxy' ? volume('ssl-internal') : volume('ssl');
  }

  /** Objects of a kind in its namespace that are there. */
  public living(group: string, kind: string): readonly any[] {
    return this.scene.living.inNamespace(group, kind, this.database.namespace);
  }

  /**
   * Pods that are made when SQL is answered, which nothing does here: of the collector of the binary log, a backup and a restore, with the labels and ports that
   * the operator's source gives them (pkg/naming/labels.go, pkg/pxc/app/binlogcollector/binlog-collector.go, pkg/pxc/backup, 1.20.0).
   */
  public get later(): readonly Manifest[] {
    if (!this.isMySql || !this.resource.spec.backup) return [];
    const { name, namespace } = this.database;
    const cluster = {
      'app.kubernetes.io/name': 'percona-xtradb-cluster',
      'app.kubernetes.io/part-of': 'percona-xtradb-cluster',
      'app.kubernetes.io/instance': name,
      'app.kubernetes.io/managed-by': 'percona-xtradb-cluster-operator',
    };
    const pod = (of: string, labels: Record<string, string>, ports: object[] = []) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `${name}-${of}`, namespace, labels: { ...cluster, ...labels } },
      spec: { containers: [{ name: of, ports }] },
      status: { phase: 'Running' },
    });
    return [
      pod('pitr', { 'app.kubernetes.io/component': 'pitr' }, [{ name: 'metrics', containerPort: 8080 }]),
      pod('xtrabackup', { 'percona.com/backup-type': 'xtrabackup', 'percona.com/cluster': name, 'percona.com/backup-name': 'one', 'percona.com/backup-job-name': 'xb-one' }),
      pod('restore', { 'percona.com/restore-job-name': 'restore-job-one' }),
    ];
  }

  private part(set: string, replicas: number): Part {
    const { name, namespace } = this.database;
    const { spec } = this.resource;
    const part = set.slice(name.length + 1);
    const replset = spec.replsets?.find((of: any) => of.name === part.replace(ARBITER, ''));
    const own = this.isMySql ? spec[part] : isArbiter(part) ? replset.arbiter : replset;
    return {
      name: part,
      set: this.scene.living.find('apps', 'StatefulSet', namespace, set),
      spec: own,
      image: this.isMySql ? own.image : spec.image,
      main: this.isMySql ? part : isArbiter(part) ? 'mongod-arbiter' : 'mongod',
      replicas,
      pods: this.scene.living.inNamespace('', 'Pod', namespace).filter((pod) => isOwnedBy(pod, 'StatefulSet', set)),
    };
  }
}

const ARBITER = /-arbiter$/;

export function isArbiter(part: string): boolean {
  return ARBITER.test(part);
}

export function castsOf(scene: Scene): EngineCast[] {
  return scene.engines.map((database) => new EngineCast(scene, database));
}

/** Databases are many, claims about them the same. */
export function fromOf({ isMySql, database: { namespace, name } }: EngineCast): string {
  return `${isMySql ? 'MySqlCluster' : 'MongoReplicaSet'} ${namespace}/${name}`;
}
