import { orders } from './orders';
import { DatabaseFacts } from '../../src/checklist/facts';
import { judge } from '../../src/checklist/judge';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { DatabaseReport } from '../../src/checklist/report';
import { pxcReader } from '../../src/mysql/pxc-facts';
import { spoiltIn } from '../support/wrong-kinds';

const TODAY = new Date('2026-11-21T00:00:00Z');
/** No drill is there. */
const NEVER = ['failover-drill', 'restore-drill'];

type Spoil = (manifest: any) => void;

function spoilt(kind: string, spoil: Spoil, of = orders()): Manifest[] {
  // parts of it stand in several places
  const all = JSON.parse(JSON.stringify(of));
  all.filter((manifest: Manifest) => manifest.kind === kind).forEach(spoil);
  return all;
}

function ofSpec(spoil: (spec: any) => void): Manifest[] {
  return spoilt('PerconaXtraDBCluster', ({ spec }) => spoil(spec));
}

function read(all: Manifest[]): DatabaseFacts {
  return pxcReader.read(all.find(pxcReader.reads)!, new Manifests(all));
}

function reportOf(all: Manifest[]): DatabaseReport {
  return judge(read(all), TODAY);
}

function notMet(all: Manifest[]): string[] {
  return reportOf(all).results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown').map(({ rule }) => rule.id).filter((id) => !NEVER.includes(id));
}

function foundBy(id: string, all: Manifest[]): string {
  return reportOf(all).results.find(({ rule }) => rule.id === id)!.found;
}

test('a good database of somebody else\'s meets every rule that one by this operator can meet', () => {
  expect(notMet(orders())).toEqual([]);
});

test('the same kind of another operator is not read', () => {
  expect(pxcReader.reads({ apiVersion: 'example.com/v1', kind: 'PerconaXtraDBCluster', metadata: { name: 'a' } })).toBe(false);
});

test.each<[string, (spec: any) => void, string[]]>([
  ['two instances', (s) => { s.pxc.size = 2; }, ['three-instances']],
  ['a paused cluster', (s) => { s.pause = true; }, ['backup-scheduled', 'three-instances']],
  ['an even number of instances', (s) => { s.pxc.size = 4; }, ['three-instances']],
  ['more instances than the operator takes', (s) => { s.pxc.size = 7; }, ['three-instances']],
  ['one pod of the proxy', (s) => { s.haproxy.size = 1; }, ['three-instances']],
  ['both proxies', (s) => { s.proxysql = s.haproxy; }, ['three-instances']],
  ['two schedules of one name', (s) => { s.backup.schedule.push(s.backup.schedule[0]); }, ['backup-scheduled']],
  ['a retention of a kind that the operator does not know', (s) => { s.backup.schedule[0].retention.type = 'time'; }, ['retention-30-days']],
  ['a binary log beside those of other databases', (s) => { s.backup.storages.binlogs.s3.prefix = 'orders'; }, ['log-archived']],
  ['a binary log that is uploaded before it is there', (s) => { s.backup.pitr.timeBetweenUploads = -5; }, ['log-archived']],
  ['a binary log that is uploaded every other day', (s) => { s.backup.pitr.timeBetweenUploads = 172800; }, ['log-archived']],
  ['a password of a sidecar in the manifest', (s) => { s.pxc.sidecars[0].env = [{ name: 'MYSQLD_EXPORTER_PASSWORD', value: 'hunter2' }]; }, ['secrets-external']],
  ['a connection string of a sidecar in the manifest', (s) => { s.haproxy.sidecars = [{ name: 'probe', env: [{ name: 'TARGET', value: 'mysql://monitor:hunter2@orders' }], resources: s.haproxy.resources }]; }, ['secrets-external']],
  ['a user of MySQL\'s own database', (s) => { s.users[0].dbs = ['app', 'mysql']; }, ['least-privilege']],
  ['a user of every database by a pattern', (s) => { s.users[0].dbs = ['%']; }, ['least-privilege']],
  ['a user of every database by a star', (s) => { s.users[0].dbs = ['*']; }, ['least-privilege']],
  ['a user of MySQL\'s own database by a pattern', (s) => { s.users[0].dbs = ['my_ql']; }, ['least-privilege']],
  ['a right that is none', (s) => { s.users[0].grants = ['ALTER EVERYTHING']; }, ['least-privilege']],
  ['several rights in one text', (s) => { s.users[0].grants = ['SELECT, SUPER']; }, ['least-privilege']],
  ['a topology key that only looks like a zone', (s) => { s.pxc.affinity = { antiAffinityTopologyKey: 'my-zone' }; delete s.pxc.topologySpreadConstraints; }, ['spread-across-nodes-and-zones']],
  ['no size', (s) => { delete s.pxc.size; }, ['three-instances']],
  ['a budget that lets none go', (s) => { s.pxc.podDisruptionBudget = { maxUnavailable: 0 }; }, ['disruption-budget']],
  ['a budget that wants all', (s) => { s.haproxy.podDisruptionBudget = { minAvailable: '100%' }; }, ['disruption-budget']],
  ['no rule for nodes', (s) => { s.pxc.affinity = { antiAffinityTopologyKey: 'none' }; }, ['spread-across-nodes-and-zones']],
  ['proxies on one node', (s) => { s.haproxy.affinity = { antiAffinityTopologyKey: 'none' }; }, ['spread-across-nodes-and-zones']],
  ['no rule for zones', (s) => { delete s.pxc.topologySpreadConstraints; }, ['spread-across-nodes-and-zones']],
  ['an affinity of one\'s own that keeps nothing apart', (s) => { s.pxc.affinity.advanced = { nodeAffinity: {} }; }, ['spread-across-nodes-and-zones']],
  ['no schedule', (s) => { delete s.backup.schedule; }, ['backup-scheduled', 'retention-30-days']],
  ['a schedule of six fields', (s) => { s.backup.schedule[0].schedule = '0 0 1 * * *'; }, ['backup-scheduled', 'retention-30-days']],
  ['a weekly schedule', (s) => { s.backup.schedule[0].schedule = '0 1 * * 0'; }, ['backup-scheduled']],
  ['a storage that is not there', (s) => { s.backup.schedule[0].storageName = 'other'; }, ['backup-scheduled', 'retention-30-days']],
  ['backups to Azure without a key', (s) => { s.backup.storages.daily = { type: 'azure', azure: { container: 'a' }, resources: s.haproxy.resources }; }, ['backup-scheduled', 'retention-30-days']],
  ['a week of backups', (s) => { s.backup.schedule[0].retention.count = 7; }, ['retention-30-days']],
  ['daily backups of which more are kept than have names of their own', (s) => { s.backup.schedule[0].retention.count = 294; }, ['backup-scheduled']],
  ['backups that nobody deletes', (s) => { s.backup.schedule[0].retention.deleteFromStorage = false; }, ['retention-30-days']],
  ['hourly backups of which thirty are kept', (s) => { s.backup.schedule[0].schedule = '0 * * * *'; }, ['retention-30-days']],
  ['no binary log', (s) => { delete s.backup.pitr; }, ['log-archived']],
  ['a binary log to nowhere', (s) => { s.backup.pitr.storageName = 'other'; }, ['log-archived']],
  ['a binary log to a bucket that a role opens, and no keys', (s) => { s.backup.serviceAccountName = 'orders-backup'; delete s.backup.storages.binlogs.s3.credentialsSecret; }, ['log-archived']],
  ['a binary log of what follows another cluster', (s) => { s.pxc.replicationChannels = [{ name: 'west', isSource: false }]; }, ['log-archived']],
  ['backups by an image that is not named', (s) => { delete s.backup.image; }, ['three-instances']],
  ['instances of no image', (s) => { delete s.pxc.image; }, ['three-instances']],
  ['a proxy of no image', (s) => { delete s.haproxy.image; }, ['three-instances']],
  ['PMM of no image', (s) => { s.pmm = { enabled: true, serverHost: 'pmm', resources: s.haproxy.resources }; }, ['three-instances']],
  ['a collector that goes where the policies let out to TLS alone', (s) => { delete s.backup.storages.binlogs.s3.endpointUrl; }, ['network-isolated']],
  ['a binary log to a volume', (s) => { s.backup.storages.binlogs = { type: 'filesystem', volume: { persistentVolumeClaim: {} } }; }, ['log-archived']],
  ['no backups at all', (s) => { delete s.backup; }, ['backup-scheduled', 'log-archived', 'retention-30-days']],
  ['plain connections', (s) => { s.pxc.configuration = s.pxc.configuration.replace('ON', 'OFF'); }, ['tls-required', 'parameters-tuned']],
  ['a certificate without the names of the Services', (s) => { delete s.tls.SANs; }, ['tls-required']],
  ['no TLS', (s) => { s.tls.enabled = false; }, ['tls-required']],
  ['unsafe in an old way', (s) => { s.allowUnsafeConfigurations = true; }, ['tls-required']],
  ['a user of all databases', (s) => { delete s.users[0].dbs; }, ['least-privilege']],
  ['a user who passes rights on', (s) => { s.users[0].withGrantOption = true; }, ['least-privilege']],
  ['a user of the whole server', (s) => { s.users[0].grants = ['select', 'super']; }, ['least-privilege']],
  ['a password that the operator makes', (s) => { delete s.users[0].passwordSecretRef; }, ['secrets-external']],
  ['passwords that the operator makes', (s) => { delete s.secretsName; }, ['secrets-external']],
  ['no exporter', (s) => { delete s.pxc.sidecars; }, ['metrics-and-dashboard', 'query-insight']],
  ['an exporter that reads no statements', (s) => { s.pxc.sidecars[0].args = []; }, ['query-insight']],
  ['no record of statements', (s) => { s.pxc.configuration += '[mysqld]\nperformance_schema=OFF\n'; }, ['query-insight', 'parameters-tuned']],
  ['no limit of memory, by which the operator sizes the pool', (s) => { delete s.pxc.resources.limits; }, ['resources-set', 'parameters-tuned']],
  ['a sidecar of the proxy without resources', (s) => { delete s.haproxy.sidecarResources; }, ['resources-set']],
  ['a backup without resources', (s) => { delete s.backup.storages.daily.resources; }, ['resources-set']],
  ['log containers without resources', (s) => { s.logcollector = { enabled: true }; }, ['resources-set']],
  ['commits that a crash loses, as the image has it', (s) => { s.pxc.configuration = s.pxc.configuration.replace('innodb_flush_log_at_trx_commit=1', ''); }, ['parameters-tuned']],
  ['more connections than the memory pays', (s) => { s.pxc.configuration += '[mysqld]\nmax_connections=2000\n'; }, ['parameters-tuned']],
  ['a cache of write sets that fills the volume', (s) => { s.pxc.configuration = s.pxc.configuration.replace('2G', '40G'); }, ['parameters-tuned', 'storage-headroom']],
  ['a redo log that takes more than a fifth of the volume', (s) => { s.pxc.configuration = s.pxc.configuration.replace('1G', '11G'); }, ['parameters-tuned']],
  ['plain connections by a prefix', (s) => { s.pxc.configuration += '[mysqld]\nskip-require-secure-transport\n'; }, ['tls-required', 'parameters-tuned']],
  ['a log of statements by a prefix', (s) => { s.pxc.configuration += '[mysqld]\nloose_enable-general_log\n'; }, ['parameters-tuned']],
  ['a server that asks nobody for a password', (s) => { s.pxc.configuration += '[mysqld]\nskip-grant-tables\n'; }, ['parameters-tuned']],
  ['instances that do not replicate', (s) => { s.pxc.configuration += '[mysqld]\nwsrep_on=OFF\n'; }, ['parameters-tuned']],
  ['plain traffic between instances', (s) => { s.pxc.configuration += '[mysqld]\npxc-encrypt-cluster-traffic=OFF\n'; }, ['parameters-tuned']],
  ['two halves that both take writes', (s) => { s.pxc.configuration = s.pxc.configuration.replace('gcache.recover', 'pc.ignore_sb=true;gcache.recover'); }, ['parameters-tuned']],
  ['Galera without TLS', (s) => { s.pxc.configuration = s.pxc.configuration.replace('gcache.recover', 'socket.ssl=no;gcache.recover'); }, ['parameters-tuned']],
  ['binary logs that go before they are uploaded', (s) => { s.pxc.configuration += '[mysqld]\nbinlog_expire_logs_seconds=3600\n'; }, ['parameters-tuned']],
  ['binary logs that go before a slow collector comes', (s) => { s.pxc.configuration += '[mysqld]\nbinlog_expire_logs_seconds=21600\n'; s.backup.pitr.timeBetweenUploads = 7201; }, ['parameters-tuned']],
  ['binary logs that never go', (s) => { s.pxc.configuration += '[mysqld]\nbinlog_expire_logs_seconds=0\n'; }, ['parameters-tuned']],
  ['no toleration', (s) => { delete s.pxc.tolerations; }, ['dedicated-nodes']],
  ['a load balancer for everybody', (s) => { s.haproxy.exposePrimary = { type: 'LoadBalancer' }; }, ['network-isolated']],
  ['a load balancer by the field of 1.13', (s) => { s.haproxy.serviceType = 'LoadBalancer'; }, ['network-isolated']],
  ['instances on every node', (s) => { s.pxc.expose = { enabled: true, type: 'NodePort' }; }, ['network-isolated']],
  ['data in the pod', (s) => { s.pxc.volumeSpec = { emptyDir: {} }; }, ['storage-retained', 'storage-headroom', 'storage-expandable', 'storage-performance']],
])('%s is found in the manifest', (_, spoil, rules) => expect([...notMet(ofSpec(spoil))].sort()).toEqual([...rules].sort()));

test.each<[string, string, Spoil, string[]]>([
  ['an ExternalSecret that leaves out some of the operator\'s users', 'ExternalSecret', (e) => { if (e.metadata.name === 'orders-logins') e.spec.data.length = 5; }, ['secrets-external']],
  ['an ExternalSecret whose template leaves out some', 'ExternalSecret', (e) => { if (e.metadata.name === 'orders-logins') e.spec.target = { template: { data: { root: '{{ .root }}' } } }; }, ['secrets-external']],
  ['a policy without the ports of Galera', 'NetworkPolicy', (n) => { n.spec.ingress[0].ports = [{ port: 3306 }, { port: 33062 }]; }, ['network-isolated']],
  ['a policy without the admin port', 'NetworkPolicy', (n) => { n.spec.ingress[0].ports = [3306, 4444, 4567, 4568].map((port) => ({ port })); }, ['network-isolated']],
  ['a policy without DNS', 'NetworkPolicy', (n) => { n.spec.egress.splice(1, 1); }, ['network-isolated']],
  ['a policy without the object store', 'NetworkPolicy', (n) => { n.spec.egress.pop(); }, ['network-isolated']],
  ['a policy for the instances only', 'NetworkPolicy', (n) => { n.spec.podSelector.matchLabels['app.kubernetes.io/component'] = 'pxc'; }, ['network-isolated']],
  ['a budget of one\'s own', 'Deployment', () => undefined, []],
  ['a monitor of other pods', 'PodMonitor', (m) => { m.spec.selector.matchLabels = { app: 'orders' }; }, ['metrics-and-dashboard']],
  ['an ExternalSecret that reads nothing', 'ExternalSecret', (e) => { if (e.metadata.name === 'orders-logins') e.spec.data = []; }, ['secrets-external']],
  ['a class that deletes', 'StorageClass', (s) => { s.reclaimPolicy = 'Delete'; }, ['storage-retained']],
])('%s is found', (_, kind, spoil, rules) => expect(notMet(spoilt(kind, spoil))).toEqual(rules));

test.each<[string, (spec: any) => void]>([
  ['keep, which counts like retention', (s) => { s.backup.schedule[0] = { name: 'daily', schedule: '@daily', storageName: 'daily', keep: 30 }; }],
  ['anti-affinity by default', (s) => { delete s.pxc.affinity; delete s.haproxy.affinity; }],
  ['a topology key that the operator does not know, and takes for the node\'s', (s) => { s.pxc.affinity = { antiAffinityTopologyKey: 'rack' }; }],
  ['PMM in the place of an exporter', (s) => { delete s.pxc.sidecars; s.pmm = { enabled: true, image: 'percona/pmm-client:3', serverHost: 'pmm', resources: s.haproxy.resources }; }],
  ['backups to a bucket that a role opens, and no keys', (s) => { s.backup.serviceAccountName = 'orders-backup'; delete s.backup.storages.daily.s3.credentialsSecret; }],
  ['backups that go without an endpoint, and by TLS', (s) => { delete s.backup.storages.daily.s3.endpointUrl; }],
  ['a replica of this one', (s) => { s.pxc.replicationChannels = [{ name: 'east', isSource: true }]; }],
  ['no image of what is not enabled', (s) => { s.proxysql = { enabled: false }; s.pmm = { enabled: false }; }],
  ['a load balancer that keeps the client\'s address', (s) => { s.haproxy.exposePrimary = { type: 'LoadBalancer', externalTrafficPolicy: 'Local' }; }],
  ['a prefix that turns off what was off', (s) => { s.pxc.configuration += '[mysqld]\nskip-require-secure-transport=0\nskip-name-resolve\n'; }],
  ['a schedule in a time zone', (s) => { s.backup.schedule[0].schedule = 'CRON_TZ=Asia/Seoul 0 1 * * *'; }],
  ['zones by the operator\'s own key', (s) => { s.pxc.affinity = { antiAffinityTopologyKey: 'topology.kubernetes.io/zone' }; delete s.pxc.topologySpreadConstraints; }],
  ['sizes that are waved through', (s) => { s.pxc.size = 4; s.haproxy.size = 1; s.unsafeFlags = { pxcSize: true, proxySize: true }; }],
  ['rights in small letters', (s) => { s.users[0].grants = ['select', 'show view']; }],
  ['a password of a sidecar that stands elsewhere', (s) => { s.pxc.sidecars[0].env = [{ name: 'MYSQL_PASSWORD', value: '$(OTHER)' }]; }],
  ['a database whose name has an escaped "_"', (s) => { s.users[0].dbs = ['my\\_ql']; }],
  ['a proxy that is not enabled', (s) => { s.proxysql = { enabled: false, size: 1 }; }],
])('%s is no finding', (_, spoil) => expect(notMet(ofSpec(spoil))).toEqual([]));

test('ProxySQL lets clients in without TLS, and the operator\'s certificates lack its names', () => {
  const all = ofSpec((s) => { s.proxysql = { ...s.haproxy, volumeSpec: s.pxc.volumeSpec }; delete s.haproxy; s.tls.SANs = []; });
  expect(foundBy('tls-required', all)).toBe('the certificate lacks orders-proxysql.shop and orders-proxysql.shop.svc; clients without TLS are let in');
});

test('an ExternalSecret that others add to, or that takes whatever the store has, is no finding', () => {
  const with_ = (of: object) => notMet(spoilt('ExternalSecret', (e) => { if (e.metadata.name === 'orders-logins') e.spec = { data: [{ secretKey: 'root' }], ...of }; }));
  expect(with_({ dataFrom: [{ extract: { key: 'orders' } }] })).toEqual([]);
  expect(with_({ target: { creationPolicy: 'Merge' } })).toEqual([]);
  expect(with_({ target: { template: { templateFrom: [{ literal: 'x' }] } } })).toEqual([]);
});

test.each<[string, (spec: any) => void, string]>([
  ['a version that changes by itself', (s) => { s.upgradeOptions = { apply: '8.4-recommended' }; },
    'the operator changes the version by itself (spec.upgradeOptions.apply: 8.4-recommended), and the manifest does not show which one runs'],
  ['a cluster that stays down', (s) => { s.pxc.autoRecovery = false; }, 'when all instances have crashed, it stays down until somebody starts it (spec.pxc.autoRecovery: false)'],
  ['a replica of another site', (s) => { s.pxc.replicationChannels = [{ name: 'west', isSource: false, configuration: { ssl: true, ca: '/etc/mysql/ssl/ca.crt' } }]; },
    'it follows another site by the channel "west" (spec.pxc.replicationChannels), and takes no writes of its own'],
  ['a store that is not verified', (s) => { s.backup.storages.daily.verifyTLS = false; },
    'who stands in for the object store gets backups and key: storage "daily" checks no certificate (verifyTLS: false)'],
  ['a binary log without TLS', (s) => { s.backup.storages.binlogs.s3.endpointUrl = 's3.eu-central-1.amazonaws.com'; },
    'the binary log goes to storage "binlogs" unencrypted: its collector speaks TLS only where endpointUrl says https'],
])('%s is remarked', (_, spoil, remark) => expect(read(ofSpec(spoil)).remarks).toEqual([remark]));

test.each([[undefined], [{ ssl: false }], [{ ssl: true, ca: '/a', sslSkipVerify: true }]])('a channel with %j is remarked, because it checks no certificate', (configuration) => {
  expect(read(ofSpec((s) => { s.pxc.replicationChannels = [{ name: 'west', configuration }]; })).remarks).toContain(
    'who stands in for the source of channel "west" gives it any data: no certificate is checked (configuration.ssl and sslSkipVerify)');
});

test('a channel that the policies cut off is found, to pods of another database as well as to addresses', () => {
  const follow = (hosts: object[]) => foundBy('network-isolated', ofSpec((s) => { s.pxc.replicationChannels = [{ name: 'west', sourcesList: hosts }]; }));
  expect(follow([{ host: 'db.example.com', port: 3307 }, { host: 'east-pxc-0.shop.svc.cluster.local' }]))
    .toContain('cut off: channel "west" to db.example.com on 3307 and channel "west" to east-pxc-0.shop.svc.cluster.local on 3306');
});

test('the collector of the binary log goes to its own store, by HTTP where no endpoint says otherwise, and backups go by TLS', () => {
  const to = (endpointUrl?: string) => read(ofSpec((s) => { s.backup.storages.binlogs.s3.endpointUrl = endpointUrl; })).network.paths
    .map(({ what }) => what).filter((what) => what.includes('object store'));
  expect(to()).toEqual(['backups to the object store on 443', 'the collector of the binary log to the object store on 80']);
  expect(to('http://minio.minio')).toEqual(['backups to the object store on 443', 'backups to the object store on 80', 'the collector of the binary log to the object store on 80']);
  expect(to('minio.minio:9000')).toEqual(['backups to the object store on 443', 'backups to the object store on 9000', 'the collector of the binary log to the object store on 9000']);
});

test('no recovery point is promised of a log that is not archived', () => {
  const all = spoilt('PerconaXtraDBCluster', ({ metadata, spec }) => {
    metadata.annotations['cdk8s-databases.io/objectives'] = '{"recoveryPointSeconds":900}';
    delete spec.backup.storages.binlogs.s3.credentialsSecret;
  });
  expect(foundBy('recovery-point-objective', all)).toContain('no log is archived');
  expect(foundBy('log-archived', all)).toBe('its log is not archived: storage "binlogs" has no credentialsSecret, without which no collector of the binary log starts');
});

test('what is as it should be is not remarked', () => {
  expect(read(ofSpec((s) => { s.upgradeOptions = { apply: 'Disabled' }; s.pxc.replicationChannels = [{ name: 'east', isSource: true }]; })).remarks).toEqual([]);
});

test('a size that the operator refuses is told with the reason', () => {
  expect(foundBy('three-instances', ofSpec((s) => { s.haproxy.size = 1; }))).toBe('0 instances, fewer than 3: the operator refuses the object and does nothing: spec.haproxy.size is 1, '
    + 'and 2 are the least that is safe');
});

test('an image that the operator misses is named', () => {
  const refused = (spoil: (spec: any) => void) => foundBy('three-instances', ofSpec(spoil)).split(': ').slice(1).join(': ');
  expect(refused((s) => { delete s.backup.image; })).toBe('the operator refuses the object and does nothing: spec.backup.image is missing');
  expect(refused((s) => { s.proxysql = { ...s.haproxy, image: '' }; delete s.haproxy; })).toBe('the operator refuses the object and does nothing: spec.proxysql.image is missing');
});

test('a budget that is none is told by its component', () => {
  expect(() => read(ofSpec((s) => { s.haproxy.podDisruptionBudget = { maxUnavailable: 'one' }; })))
    .toThrow(new Error('spec.haproxy.podDisruptionBudget must hold a number or a percentage, got "one"; correct the manifest'));
});

test('amounts without a unit are told in one', () => {
  const all = ofSpec((s) => { s.pxc.volumeSpec.persistentVolumeClaim.resources.requests.storage = '53687091200'; s.pxc.configuration = s.pxc.configuration.replace('2G', '15G'); });
  expect(foundBy('parameters-tuned', all)).toContain('gcache.size 15 GiB takes more than a quarter of the 50 GiB that hold the data');
});

test('root is let in from everywhere, and the report says so', () => {
  expect(read(orders()).superusersOfOperator).toBe('root and operator, who may do everything, are the operator\'s own; with their passwords they log in from wherever '
    + 'a NetworkPolicy lets in');
});

test('whatever stands in its place, a part of the spec is read or told in words', () => {
  const all = orders();
  const database = all.find(pxcReader.reads)!;
  const others = all.filter((each) => each !== database);
  const unclear: string[] = [];
  for (const { path, copy: spec } of spoiltIn(database.spec)) {
    try {
      reportOf([{ ...database, spec }, ...others]);
    } catch (error) {
      if (!/ must .+, got .+; /.test(String(error))) unclear.push(`${path}: ${error}`);
    }
  }
  expect(unclear).toEqual([]);
});

test('a spec that is not there is read', () => {
  expect(() => read([{ apiVersion: 'pxc.percona.com/v1', kind: 'PerconaXtraDBCluster', metadata: { name: 'empty' } }])).not.toThrow();
});

describe('runs whose backup is not made, because another has its name, are part of the longest gap', () => {
  const gapOf = (schedule: object) => read(ofSpec((spec) => { spec.backup.schedule[0] = { name: 'daily', storageName: 'daily', ...schedule }; })).backups.schedules[0].longestGapSeconds;

  test.each<[string, object, number | undefined]>([
    ['where the other is kept', { schedule: '@hourly', keep: 720 }, 11 * 3600],
    ['unless the other is gone', { schedule: '@hourly', keep: 229 }, 3600],
    ['unless who deletes it is unknown', { schedule: '@hourly' }, 3600],
    ['unless the hours of the names are unknown', { schedule: 'TZ=Europe/Berlin 0 * * * *', keep: 720 }, 3600],
    ['not where nothing comes true', { schedule: '0 0 30 2 *', keep: 720 }, undefined],
  ])('%s', (_, schedule, seconds) => expect(gapOf(schedule)).toBe(seconds));
});
