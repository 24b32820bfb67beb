import { fixFor, Fixes } from '../../src/checklist/fixes';
import { judge } from '../../src/checklist/judge';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { RULES } from '../../src/checklist/rules';
import { CRUNCHY_FIXES } from '../../src/crunchy/crunchy-fixes';
import { COMMUNITY_FIXES } from '../../src/mongo/community-fixes';
import { PSMDB_FIXES } from '../../src/mongo/psmdb-fixes';
import { PXC_FIXES } from '../../src/mysql/pxc-fixes';
import { READERS } from '../../src/validation/readers';
import { engineOf } from '../../src/workloads/engines';
import { fixesOf } from '../../src/workloads/fixes';
import { ZALANDO_FIXES } from '../../src/zalando/zalando-fixes';
import { orders as crunchyOrders } from '../crunchy/orders';
import { orders as pxcOrders } from '../mysql/orders';
import { ruleOf } from '../support/check-result';
import { GOOD } from '../support/good-facts';
import { fieldSchema, kindSchema, Schema } from '../support/kind-schema';
import { goodPostgres } from '../workloads/good-postgres';
import { orders as zalandoOrders } from '../zalando/orders';

const ENGINES = ['postgresql', 'mysql', 'mariadb', 'mongodb', 'redis', 'elasticsearch', 'cassandra'] as const;
const KINDS = ['StatefulSet', 'Deployment', 'Pod'];

function workloadFixes(engine: typeof ENGINES[number], kind: string): Fixes {
  return fixesOf({ manifest: { apiVersion: 'v1', kind, metadata: { name: 'orders' } }, engine: engineOf(engine) });
}

/** Fields, kinds and words of one operator, or of this library's constructs, that mean nothing to the others. */
const WORDS = {
  constructs: ['DatabasePlatform', 'Give the platform', 'grantConnect', 'helmValues', 'NodePool', 'NodeTuning', 'LogCollection', 'Monitoring.', 'Compute.', 'Workload.', 'Duration.', 'Issuer.cluster'],
  cloudNativePg: ['CloudNativePG', 'spec.enablePDB', 'ScheduledBackup', 'barman', 'ObjectStore', 'cnpg.io', 'uperuserAccess', 'serverTLSSecret', 'retentionPolicy', 'spec.affinity', 'spec.instances:'],
  zalando: ['Zalando', 'acid.zalan.do', 'numberOfInstances', 'pilo', 'OperatorConfiguration', 'wal_s3_bucket', 'cluster-name', 'WALG_'],
  pxc: ['spec.pxc', 'spec.haproxy', 'spec.proxysql', 'timeBetweenUploads', 'wsrep'],
  crunchy: ['Crunchy', 'crunchydata', 'PGO', 'pgbackrest', 'pguser', 'pgmonitor', 'ccp_', 'VolumeClaimSpec', 'spec.instances[]', 'PostgresCluster'],
  percona: ['spec.replsets', 'oplogSpanMin', 'MONGODB_', 'spec.backup.tasks'],
  community: ['spec.members', 'additionalMongodConfig', 'data-volume', '<name>-svc'],
};

const READERS_WORDS: ReadonlyArray<readonly [string, keyof typeof WORDS | undefined, Fixes]> = [
  ['a postgresql of Zalando\'s operator', 'zalando', ZALANDO_FIXES],
  ['a PostgresCluster of Crunchy\'s', 'crunchy', CRUNCHY_FIXES],
  ['a PerconaXtraDBCluster', 'pxc', PXC_FIXES],
  ['a PerconaServerMongoDB', 'percona', PSMDB_FIXES],
  ['a MongoDBCommunity', 'community', COMMUNITY_FIXES],
  ...ENGINES.flatMap((engine) => KINDS.map((kind) => [`a ${kind} that runs ${engine}`, undefined, workloadFixes(engine, kind)] as const)),
];

describe.each(READERS_WORDS)('how to meet the rules in %s', (_, own, fixes) => {
  test.each(RULES.map((rule) => [rule.id, rule] as const))('is said of %s in whole sentences and in no one else\'s words', (__, rule) => {
    const said = fixFor(rule, fixes);
    expect(said).toMatch(/^[A-Z].*[^ ]\.$/);
    const foreign = Object.entries(WORDS).flatMap(([whose, words]) => (whose === own ? [] : words));
    expect(foreign.filter((word) => said.includes(word))).toEqual([]);
  });

  test('is said of no rule that there is not', () => {
    const ids = RULES.map(({ id }) => id);
    expect(Object.keys(fixes).filter((id) => !ids.includes(id))).toEqual([]);
  });
});

const KINDS_OF: ReadonlyArray<readonly [string, Fixes, ReadonlyArray<readonly [string, string]>]> = [
  ['Zalando\'s', ZALANDO_FIXES, [['acid.zalan.do/v1', 'postgresql'], ['acid.zalan.do/v1', 'OperatorConfiguration']]],
  ['Crunchy\'s', CRUNCHY_FIXES, [['postgres-operator.crunchydata.com/v1beta1', 'PostgresCluster']]],
  ['Percona\'s for MySQL', PXC_FIXES, [['pxc.percona.com/v1', 'PerconaXtraDBCluster']]],
  ['Percona\'s for MongoDB', PSMDB_FIXES, [['psmdb.percona.com/v1', 'PerconaServerMongoDB']]],
  ['MongoDB\'s own', COMMUNITY_FIXES, [['mongodbcommunity.mongodb.com/v1', 'MongoDBCommunity']]],
  ['CloudNativePG\'s', Object.fromEntries(RULES.map(({ id, fix }) => [id, fix])), [['postgresql.cnpg.io/v1', 'Cluster'], ['barmancloud.cnpg.io/v1', 'ObjectStore']]],
];

/** `spec.instances[].replicas` and the like; what a sentence ends with is none of it. */
function pathsIn(text: string): string[] {
  return text.match(/\b(?:spec|configuration)\.[A-Za-z_]\w*(?:\[\])*(?:\.[A-Za-z_]\w*(?:\[\])*)*/g) ?? [];
}

/** Where a path leads in a schema; what is left out there ends it. */
function leads(path: string, schema: Schema | undefined): boolean {
  let at = schema;
  for (const step of path.split('.')) {
    if (at?.['x-kubernetes-preserve-unknown-fields']) return true;
    at = fieldSchema(at, step.replaceAll('[]', ''));
    if (step.endsWith('[]')) at = at?.items;
    if (at === undefined) return false;
  }
  return true;
}

describe.each(KINDS_OF)('a field that is named of %s', (_, fixes, kinds) => {
  const paths = Object.entries(fixes).flatMap(([id, text]) => pathsIn(text).map((path) => [id, path] as const));

  test('is named at all', () => expect(paths.length).toBeGreaterThan(0));

  test.each(paths)('to meet %s is there: %s', (__, path) => {
    expect(kinds.some(([apiVersion, kind]) => leads(path, kindSchema(apiVersion, kind)!.schema))).toBe(true);
  });
});

test('the fields of a StatefulSet are named of a StatefulSet alone', () => {
  const named = (kind: string) => [...new Set(Object.values(workloadFixes('postgresql', kind)).flatMap(pathsIn))].sort();
  expect([named('StatefulSet'), named('Deployment'), named('Pod')]).toEqual([['spec.replicas', 'spec.volumeClaimTemplates'], [], []]);
});

test('a field that a CRD does not have is not there', () => {
  expect(leads('spec.instances', kindSchema('acid.zalan.do/v1', 'postgresql')!.schema)).toBe(false);
  expect(leads('spec.instances[].numberOfInstances', kindSchema('postgres-operator.crunchydata.com/v1beta1', 'PostgresCluster')!.schema)).toBe(false);
});

test('where the reader has no words for a rule, the half that is not about the constructs is said', () => {
  const rule = { ...ruleOf('kernel-tuned'), fix: 'Give the platform tuning; in YAML: a DaemonSet, in YAML: too.' };
  expect(fixFor(rule, {})).toBe('In YAML: a DaemonSet, in YAML: too.');
});

test('what is said of YAML alone is said whole', () => {
  const rule = { ...ruleOf('kernel-tuned'), fix: 'Tune the nodes.' };
  expect(fixFor(rule, {})).toBe('Tune the nodes.');
});

test.each<[string, Fixes | undefined, string]>([
  ['without words of the reader, the rule\'s own', undefined, ruleOf('three-instances').fix],
  ['with them, these', { 'three-instances': 'Set numberOfInstances.' }, 'Set numberOfInstances.'],
])('%s stand in the report', (_, fixes, said) => {
  const { results } = judge({ ...GOOD, instances: 1, ...(fixes && { fixes }) }, new Date('2026-03-31T00:00:00Z'));
  expect(results.find(({ rule }) => rule.id === 'three-instances')!.fix).toBe(said);
});

/** The last one is about MongoDB alone. */
const GENERAL = ['failover-drill', 'restore-drill', 'logs-collected', 'kernel-tuned', 'votes-hold-data'];

test.each<[string, Manifest[], string[]]>([
  ['Zalando\'s', zalandoOrders(), GENERAL],
  ['Crunchy\'s', crunchyOrders(), GENERAL],
  ['Percona\'s for MySQL', pxcOrders(), GENERAL],
  ['no operator\'s', goodPostgres(), [...GENERAL, 'resources-set']],
])('a database of %s is read with words for every rule but the ones that all meet alike', (_, all, general) => {
  const reader = READERS.find((each) => all.some(each.reads))!;
  const { fixes } = reader.read(all.find(reader.reads)!, new Manifests(all));
  expect(RULES.map(({ id }) => id).filter((id) => fixes?.[id] === undefined).sort()).toEqual([...general].sort());
});
