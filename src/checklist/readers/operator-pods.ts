import { isRecord, listIn } from './pod-template';
import { DatabaseFacts } from '../facts';
import { groupOf, Manifest, Manifests } from '../manifests';

/** One kind of pods that an operator makes for a database. */
export interface OperatorPods {
  readonly database: Manifest;
  readonly engine: DatabaseFacts['engine'];
  /** Labels that all of them carry. */
  readonly labels: Readonly<Record<string, string>>;
  /** Labels that each carries with a value of its own, or only in some versions of the operator. */
  readonly varying: readonly string[];
  readonly instances: number;
  /** The budget that the operator makes for them, in words. */
  readonly budget?: string;
  /** Whether the box disruption-budget judges their budgets. */
  readonly boxed: boolean;
}

const VARYING = ['app.kubernetes.io/version', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index', 'controller-revision-hash', 'pod-template-hash'];

type Reading = (database: Manifest) => ReadonlyArray<Omit<OperatorPods, 'database' | 'engine' | 'varying'> & { readonly varying?: readonly string[] }>;

const READINGS: Readonly<Record<string, readonly [DatabaseFacts['engine'], Reading]>> = {
  'postgresql.cnpg.io/Cluster': ['postgresql', ({ metadata: { name }, spec }) => [{
    labels: {
      'cnpg.io/cluster': name,
      'cnpg.io/podRole': 'instance',
      'app.kubernetes.io/name': 'postgresql',
      'app.kubernetes.io/instance': name,
      'app.kubernetes.io/component': 'database',
      'app.kubernetes.io/managed-by': 'cloudnative-pg',
    },
    varying: ['cnpg.io/instanceName', 'cnpg.io/instanceRole', 'cnpg.io/jobRole', 'role', 'postgresql'],
    instances: count(spec?.instances, 1),
    boxed: true,
  }]],
  'postgresql.cnpg.io/Pooler': ['postgresql', ({ metadata: { name }, spec }) => [{
    labels: { 'cnpg.io/cluster': String(spec?.cluster?.name), 'cnpg.io/podRole': 'pooler', 'cnpg.io/poolerName': name },
    varying: ['app.kubernetes.io/name', 'app.kubernetes.io/instance', 'app.kubernetes.io/component', 'app.kubernetes.io/managed-by'],
    instances: count(spec?.instances, 1),
    boxed: false,
  }]],
  'acid.zalan.do/postgresql': ['postgresql', ({ metadata: { name }, spec }) => [{
    labels: { 'application': 'spilo', 'cluster-name': name },
    varying: ['application', 'spilo-role', 'role', 'version', 'team', 'connection-pooler', 'environment'],
    instances: count(spec?.numberOfInstances, 1),
    boxed: true,
  }]],
  'postgres-operator.crunchydata.com/PostgresCluster': ['postgresql', ({ metadata: { name }, spec }) => listIn(spec?.instances).map((set) => ({
    labels: { 'postgres-operator.crunchydata.com/cluster': name },
    varying: ['instance', 'instance-set', 'role', 'patroni', 'data', 'pgbackrest', 'pgbackrest-dedicated', 'pgbackrest-backup', 'pgbackrest-cronjob']
      .map((label) => `postgres-operator.crunchydata.com/${label}`),
    instances: count(set?.replicas, 1),
    boxed: true,
  }))],
  'pxc.percona.com/PerconaXtraDBCluster': ['mysql', ({ metadata: { name }, spec }) => ['pxc', 'haproxy', 'proxysql'].filter((part) => isRecord(spec?.[part]) && spec[part].enabled !== false)
    .map((part) => ({
      ...percona('percona-xtradb-cluster', name, part),
      instances: count(spec[part].size, 3),
      budget: `the operator's own budget ${name}-${part}`,
      boxed: false,
    }))],
  'psmdb.percona.com/PerconaServerMongoDB': ['mongodb', ({ metadata: { name }, spec }) => listIn(spec?.replsets).map((set) => ({
    labels: { ...percona('percona-server-mongodb', name, 'mongod').labels, 'app.kubernetes.io/replset': String(set?.name) },
    instances: count(set?.size, 3),
    budget: `the operator's own budget ${name}-mongod-${set?.name}`,
    boxed: true,
  }))],
  'ps.percona.com/PerconaServerMySQL': ['mysql', ({ metadata: { name }, spec }) => [{
    labels: { 'app.kubernetes.io/instance': name },
    varying: ['app.kubernetes.io/name', 'app.kubernetes.io/component', 'app.kubernetes.io/managed-by', 'app.kubernetes.io/part-of'],
    instances: count(spec?.mysql?.size, 3),
    boxed: false,
  }]],
  'mongodbcommunity.mongodb.com/MongoDBCommunity': ['mongodb', ({ metadata: { name }, spec }) => [{
    labels: { app: `${name}-svc` }, instances: count(spec?.members, 3), boxed: true,
  }]],
  'elasticsearch.k8s.elastic.co/Elasticsearch': ['elasticsearch', ({ metadata: { name }, spec }) => [{
    labels: { 'elasticsearch.k8s.elastic.co/cluster-name': name, 'common.k8s.elastic.co/type': 'elasticsearch' },
    varying: ['elasticsearch.k8s.elastic.co/statefulset-name', 'elasticsearch.k8s.elastic.co/version'],
    instances: listIn(spec?.nodeSets).reduce((sum, set) => sum + count(set?.count, 1), 0),
    // without a budget of the spec's own, and without one that is switched off by {}
    ...(spec?.podDisruptionBudget === undefined && { budget: `the operator's own budget ${name}-es-default` }),
    boxed: false,
  }]],
};

const known = new WeakMap<Manifests, Map<string, OperatorPods[]>>();

/** Pods that operators make for the databases of a namespace. */
export function operatorPods(among: Manifests, namespace: string): readonly OperatorPods[] {
  let found = known.get(among);
  if (!found) {
    known.set(among, found = new Map());
    for (const database of among.all) {
      const of = database.metadata.namespace ?? '';
      const same = found.get(of);
      const pods = podsOf(database);
      if (same) same.push(...pods); else found.set(of, pods);
    }
  }
  return found.get(namespace) ?? [];
}

/** Pods that an operator makes for this database; none for anything else. */
export function podsOf(database: Manifest): OperatorPods[] {
  const [engine, reading] = READINGS[`${groupOf(database)}/${database.kind}`] ?? [];
  return engine && reading ? reading(database).map((pods) => ({ ...pods, database, engine, varying: [...VARYING, ...pods.varying ?? []] })) : [];
}

function percona(product: string, name: string, component: string) {
  return {
    labels: {
      'app.kubernetes.io/name': product,
      'app.kubernetes.io/instance': name,
      'app.kubernetes.io/component': component,
      'app.kubernetes.io/managed-by': `${product}-operator`,
      'app.kubernetes.io/part-of': product,
    },
  };
}

function count(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
