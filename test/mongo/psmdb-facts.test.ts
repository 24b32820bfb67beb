import { parse } from 'yaml';
import { DatabasePlatformProps, MongoReplicaSetProps } from '../../src';
import { DatabaseFacts } from '../../src/checklist/facts';
import { judge } from '../../src/checklist/judge';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { DatabaseReport } from '../../src/checklist/report';
import { psmdbReader } from '../../src/mongo/psmdb-facts';
import { sessions } from '../support/mongo';
import { written } from '../support/written';
import { spoiltIn } from '../support/wrong-kinds';

const TODAY = new Date('2026-11-21T00:00:00Z');

function all(props: Partial<MongoReplicaSetProps> = {}, platform: Partial<DatabasePlatformProps> = {}): Manifest[] {
  return written(sessions(props, platform).app);
}

const GOOD = JSON.stringify(all());

type Spoil = (manifest: any) => void;

function spoilt(kind: string, spoil: Spoil): Manifest[] {
  const copy: Manifest[] = JSON.parse(GOOD);
  // what a drill makes is none of it
  copy.filter(({ kind: of, metadata }) => of === kind && metadata.namespace !== 'shop-drills').forEach(spoil);
  return copy;
}

function read(of: Manifest[]): DatabaseFacts {
  return psmdbReader.read(of.find(({ kind }) => kind === 'PerconaServerMongoDB')!, new Manifests(of));
}

function reportOf(of: Manifest[]): DatabaseReport {
  return judge(read(of), TODAY);
}

function notMet(of: Manifest[]): string[] {
  return reportOf(of).results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown').map(({ rule }) => rule.id);
}

function foundBy(id: string, of: Manifest[]): string {
  return reportOf(of).results.find(({ rule }) => rule.id === id)!.found;
}

test('what the construct writes meets every rule', () => {
  expect(reportOf(all()).problems).toEqual([]);
  expect(notMet(all())).toEqual([]);
});

test.each<[string, string, Spoil, string[]]>([
  ['a size of two', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].size = 2; }, ['three-instances']],
  ['a pause', 'PerconaServerMongoDB', ({ spec }) => { spec.pause = true; }, ['three-instances', 'backup-scheduled', 'log-archived']],
  ['no backup', 'PerconaServerMongoDB', ({ spec }) => { spec.backup.enabled = false; }, ['backup-scheduled', 'log-archived', 'retention-30-days']],
  ['a task that is switched off', 'PerconaServerMongoDB', ({ spec }) => { spec.backup.tasks[0].enabled = false; }, ['backup-scheduled', 'log-archived', 'retention-30-days']],
  ['a weekly task', 'PerconaServerMongoDB', ({ spec }) => { spec.backup.tasks[0].schedule = '0 3 * * 0'; }, ['backup-scheduled']],
  ['a storage that is not there', 'PerconaServerMongoDB', ({ spec }) => { spec.backup.tasks[0].storageName = 'other'; }, ['backup-scheduled', 'log-archived', 'retention-30-days']],
  ['no point-in-time recovery', 'PerconaServerMongoDB', ({ spec }) => { delete spec.backup.pitr; }, ['log-archived']],
  ['a week of backups', 'PerconaServerMongoDB', ({ spec }) => { spec.backup.tasks[0].retention.count = 7; }, ['retention-30-days']],
  ['backups for ever', 'PerconaServerMongoDB', ({ spec }) => { delete spec.backup.tasks[0].retention; }, ['retention-30-days']],
  ['keep in the place of retention', 'PerconaServerMongoDB', ({ spec }) => { spec.backup.tasks[0] = { ...spec.backup.tasks[0], retention: undefined, keep: 30 }; }, []],
  ['a directory on which nothing is mounted', 'PerconaServerMongoDB', ({ spec }) => { spec.backup.storages['object-store'] = { type: 'filesystem', filesystem: { path: '/mnt' } }; },
    ['backup-scheduled', 'log-archived', 'retention-30-days']],
  ['a share that is mounted there', 'PerconaServerMongoDB', ({ spec }) => {
    spec.backup.storages['object-store'] = { type: 'filesystem', filesystem: { path: '/mnt' } };
    spec.backup.volumeMounts = [{ name: 'nfs', mountPath: '/mnt' }];
    spec.replsets[0].sidecarVolumes = [{ name: 'nfs', nfs: { server: 'nfs', path: '/sessions' } }];
  }, []],
  ['TLS that is only preferred', 'PerconaServerMongoDB', ({ spec }) => { spec.tls.mode = 'preferTLS'; }, ['tls-required']],
  ['TLS that is left to the default', 'PerconaServerMongoDB', ({ spec }) => { delete spec.tls; }, ['tls-required']],
  ['a certificate without the members', 'Certificate', ({ spec }) => { spec.dnsNames = spec.dnsNames.filter((name: string) => !name.startsWith('*')); }, ['tls-required']],
  ['an issuer that the operator is told', 'PerconaServerMongoDB', ({ spec }) => { spec.secrets = { users: spec.secrets.users }; spec.tls.issuerConf = { name: 'internal-ca', kind: 'ClusterIssuer' }; }, []],
  ['affinity that is switched off', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].affinity.antiAffinityTopologyKey = 'none'; }, ['spread-across-nodes-and-zones']],
  ['affinity that is left to the default', 'PerconaServerMongoDB', ({ spec }) => { delete spec.replsets[0].affinity; }, []],
  ['affinity of somebody\'s own that says nothing', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].affinity = { advanced: {} }; }, ['spread-across-nodes-and-zones']],
  ['no spread over zones', 'PerconaServerMongoDB', ({ spec }) => { delete spec.replsets[0].topologySpreadConstraints; }, ['spread-across-nodes-and-zones']],
  ['a budget that lets none go', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].podDisruptionBudget = { minAvailable: 3 }; }, ['disruption-budget']],
  ['a user that is clusterAdmin', 'PerconaServerMongoDB', ({ spec }) => { spec.users[0].roles.push({ name: 'clusterAdmin', db: 'admin' }); }, ['least-privilege']],
  ['a user that reads and writes any database', 'PerconaServerMongoDB', ({ spec }) => { spec.users[0].roles = [{ name: 'readWriteAnyDatabase', db: 'admin' }]; }, ['least-privilege']],
  ['a user that writes admin', 'PerconaServerMongoDB', ({ spec }) => { spec.users[0].roles = [{ name: 'readWrite', db: 'admin' }]; }, ['least-privilege']],
  ['a password that the operator makes up', 'PerconaServerMongoDB', ({ spec }) => { delete spec.users[0].passwordSecretRef; }, ['secrets-external']],
  ['users of the operator\'s own', 'PerconaServerMongoDB', ({ spec }) => { spec.secrets.users = 'elsewhere'; }, ['secrets-external']],
  ['no memory limit', 'PerconaServerMongoDB', ({ spec }) => { delete spec.replsets[0].resources.limits; }, ['resources-set', 'parameters-tuned']],
  ['a backup agent without resources', 'PerconaServerMongoDB', ({ spec }) => { delete spec.backup.resources; }, ['resources-set']],
  ['no configuration', 'PerconaServerMongoDB', ({ spec }) => { delete spec.replsets[0].configuration; }, ['query-insight', 'parameters-tuned']],
  ['configuration that is no YAML', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].configuration = '{ a: ['; }, ['query-insight', 'parameters-tuned']],
  ['an oplog that fills the volume', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].configuration = 'replication: {oplogSizeMB: 90000}\noperationProfiling: {mode: all}'; }, ['parameters-tuned', 'storage-headroom']],
  ['no exporter', 'PerconaServerMongoDB', ({ spec }) => { delete spec.replsets[0].sidecars; }, ['metrics-and-dashboard', 'query-insight']],
  ['PMM in the place of the exporter\'s profiler', 'PerconaServerMongoDB', ({ spec }) => {
    spec.replsets[0].sidecars[0].args = [];
    spec.pmm = { enabled: true, serverHost: 'pmm', image: 'percona/pmm-client:3.6.0', resources: spec.backup.resources };
  }, []],
  ['data in the pod', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].volumeSpec = { emptyDir: {} }; }, ['storage-retained', 'storage-headroom', 'storage-expandable', 'storage-performance']],
  ['a policy without the operator', 'NetworkPolicy', ({ spec }) => { spec.ingress.splice(1, 1); }, ['network-isolated']],
  ['a policy without DNS', 'NetworkPolicy', ({ spec }) => { spec.egress.splice(1, 1); }, ['network-isolated']],
  ['a policy without the object store', 'NetworkPolicy', ({ spec }) => { spec.egress.splice(2, 1); }, ['network-isolated']],
  ['a policy without Prometheus', 'NetworkPolicy', ({ spec }) => { spec.ingress.splice(2, 1); }, ['network-isolated']],
  ['a load balancer for everybody', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].expose = { enabled: true, type: 'LoadBalancer' }; }, ['network-isolated']],
  ['a load balancer that is not switched on', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].expose = { enabled: false, type: 'LoadBalancer' }; }, []],
  ['data in memory', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].storage = { engine: 'inMemory' }; }, ['storage-retained', 'storage-headroom', 'storage-expandable', 'storage-performance']],
  ['data in memory by the configuration', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].configuration += 'storage: { engine: inMemory }\n'; },
    ['storage-retained', 'storage-headroom', 'storage-expandable', 'storage-performance']],
  ['a finalizer that deletes the data', 'PerconaServerMongoDB', ({ metadata }) => { metadata.finalizers = ['percona.com/delete-psmdb-pvc']; }, ['storage-retained']],
  ['increments of nothing', 'PerconaServerMongoDB', ({ spec }) => { spec.backup.tasks[0].type = 'incremental'; }, ['backup-scheduled', 'log-archived', 'retention-30-days']],
  ['increments, which are never deleted', 'PerconaServerMongoDB', ({ spec }) => {
    spec.backup.tasks = [{ ...spec.backup.tasks[0], type: 'incremental' }, { ...spec.backup.tasks[0], name: 'base', type: 'incremental-base' }];
  }, ['retention-30-days']],
  ['another site\'s follower', 'PerconaServerMongoDB', ({ spec }) => { spec.unmanaged = true; }, ['backup-scheduled', 'log-archived', 'retention-30-days']],
  ['a size of four, which the operator refuses', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].size = 4; }, ['three-instances']],
  ['a size of four that it is told to take', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].size = 4; spec.unsafeFlags = { replsetSize: true }; }, []],
  ['three with an arbiter, which it refuses, too', 'PerconaServerMongoDB', ({ spec }) => {
    spec.replsets[0].arbiter = { enabled: true, size: 1, resources: spec.replsets[0].resources };
  }, ['network-isolated', 'three-instances']],
  ['four with an arbiter', 'PerconaServerMongoDB', ({ spec }) => {
    spec.replsets[0].size = 4;
    spec.replsets[0].arbiter = { enabled: true, size: 1, resources: spec.replsets[0].resources };
  }, ['network-isolated', 'votes-hold-data']],
  ['an arbiter that is switched off', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].arbiter = { enabled: false, size: 1 }; }, []],
  ['horizons that the certificate does not know', 'PerconaServerMongoDB', ({ spec }) => {
    spec.replsets[0].splitHorizons = { 'sessions-rs0-0': { external: 'sessions-0.example.com:27018' } };
  }, ['tls-required']],
  ['a task every 24 hours', 'PerconaServerMongoDB', ({ spec }) => { spec.backup.tasks[0].schedule = '@every 24h'; }, []],
  ['a task every 36 hours', 'PerconaServerMongoDB', ({ spec }) => { spec.backup.tasks[0].schedule = '@every 35h60m'; }, ['backup-scheduled']],
  ['a budget of 90 %, which is all three', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].podDisruptionBudget = { minAvailable: '90%' }; }, ['disruption-budget']],
  ['a budget of 60 %, which is two', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].podDisruptionBudget = { minAvailable: '60%' }; }, []],
  ['no authorization', 'PerconaServerMongoDB', ({ spec }) => { spec.replsets[0].configuration += 'security: { authorization: disabled }\n'; }, ['least-privilege']],
  ['a role that nobody declares', 'PerconaServerMongoDB', ({ spec }) => { spec.users[0].roles = [{ name: 'helper', db: 'app' }]; }, ['least-privilege']],
  ['a role that may do what the application does', 'PerconaServerMongoDB', ({ spec }) => {
    spec.users[0].roles = [{ name: 'helper', db: 'app' }];
    spec.roles = [{ role: 'helper', db: 'app', privileges: [{ resource: { db: 'app', collection: '' }, actions: ['find'] }], roles: [{ role: 'read', db: 'app' }, { role: 'helper', db: 'app' }] }];
  }, []],
  ['a role on every database', 'PerconaServerMongoDB', ({ spec }) => {
    spec.users[0].roles = [{ name: 'helper', db: 'app' }];
    spec.roles = [{ role: 'helper', db: 'app', privileges: [{ resource: { db: '', collection: '' }, actions: ['find'] }] }];
  }, ['least-privilege']],
  ['a role that inherits', 'PerconaServerMongoDB', ({ spec }) => {
    spec.users[0].roles = [{ name: 'helper', db: 'app' }];
    spec.roles = [{ role: 'helper', db: 'app', privileges: [], roles: [{ role: 'root', db: 'admin' }] }];
  }, ['least-privilege']],
  ['users of the operator of which some come from the store', 'ExternalSecret', ({ metadata, spec }) => {
    if (metadata.name === 'sessions-users') delete spec.target.template.data.MONGODB_BACKUP_PASSWORD;
  }, ['secrets-external']],
  ['users that come from the store as a whole', 'ExternalSecret', ({ metadata, spec }) => {
    if (metadata.name === 'sessions-users') Object.assign(spec, { data: [], dataFrom: [{ extract: { key: 'users' } }], target: { name: 'sessions-users' } });
  }, []],
  ['a domain that the certificate does not know', 'PerconaServerMongoDB', ({ spec }) => { spec.clusterServiceDNSSuffix = 'svc.other.example'; }, ['tls-required']],
  ['no nodes of its own', 'PerconaServerMongoDB', ({ spec }) => { delete spec.replsets[0].nodeSelector; }, ['dedicated-nodes', 'kernel-tuned']],
])('%s is seen', (_, kind, spoil, rules) => {
  expect(notMet(spoilt(kind, spoil)).sort()).toEqual([...rules].sort());
});

test('a second budget on its pods is one too many', () => {
  const second: Manifest = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'mine', namespace: 'shop' },
    spec: { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/instance': 'sessions' } } },
  };
  expect(foundBy('disruption-budget', [...all(), second])).toBe('"mine" selects pods that another budget selects too');
});

test.each<[string, Spoil, string]>([
  ['as the writer sizes it', () => {}, '70 GiB of declared data and 5 GiB of the engine\'s logs and caches fill 75 % of 100 GiB (data); alerts when one fills: "MongoVolumeFilling"'],
  ['too large beside the data', ({ spec }) => { spec.replsets[0].configuration = spec.replsets[0].configuration.replace('5120', '20480'); },
    '70 GiB of declared data and 20 GiB of the engine\'s logs and caches fill 90 % of 100 GiB (data), more than 80 %'],
  ['left to MongoDB, on a small volume', ({ spec }) => {
    delete spec.replsets[0].configuration;
    spec.replsets[0].volumeSpec.persistentVolumeClaim.resources.requests.storage = '71Gi';
  }, '70 GiB of declared data and 3.5 GiB of the engine\'s logs and caches fill 103.6 % of 71 GiB (data), more than 80 %'],
])('the oplog lies beside the data: %s', (_, spoil, found) => {
  expect(foundBy('storage-headroom', spoilt('PerconaServerMongoDB', spoil))).toBe(found);
});

test('a full backup has to lie where the oplog goes', () => {
  const of = spoilt('PerconaServerMongoDB', ({ spec }) => {
    spec.backup.storages.other = { type: 'filesystem', filesystem: { path: '/mnt' } };
    spec.backup.tasks[0].storageName = 'other';
  });
  expect(foundBy('log-archived', of)).toBe('its log is not archived: no task makes full backups in the main storage "object-store", without which the oplog is not archived');
});

const KEY = 'its volumes are encrypted under a key that is only in Secret shop/sessions-mongodb-encryption-key: without it they and their snapshots are unreadable; '
  + 'keep a copy outside of the cluster';

test.each<[string, Spoil, string[]]>([
  ['a key that comes from the secret store', ({ spec }) => { spec.secrets.encryptionKey = 'sessions-users'; }, []],
  ['no encryption', ({ spec }) => { spec.replsets[0].configuration += 'security: { enableEncryption: false }\n'; }, []],
  ['a store that may be anybody', ({ spec }) => { spec.backup.storages['object-store'].s3.insecureSkipTLSVerify = true; },
    [KEY, 'backups go to store "object-store" whoever answers for it (insecureSkipTLSVerify): give type minio its caBundle instead']],
  ['a store without a region', ({ spec }) => { delete spec.backup.storages['object-store'].s3.region; },
    [KEY, 'store "object-store" has no region: backups are signed for us-east-1, and are not made in a bucket elsewhere']],
  ['certificates of anybody', ({ spec }) => { delete spec.tls.allowInvalidCertificates; },
    [KEY, 'members take certificates that no CA of theirs signed for who they talk to (spec.tls.allowInvalidCertificates, which is true unless it is set to false)']],
])('what is left open is said: %s', (_, spoil, remarks) => {
  expect(read(spoilt('PerconaServerMongoDB', spoil)).remarks).toEqual(remarks);
});

test('a certificate that other databases of the issuer have, too, is worth a remark', () => {
  const of = spoilt('Certificate', ({ spec }) => { delete spec.subject.organizationalUnits; });
  expect(read(of).remarks).toEqual([KEY, 'members know each other by an organization alone: who has a certificate of internal-ca with the same is __system; '
    + 'give the Certificate subject.organizationalUnits of its own']);
});

test('what is found says why members, backups and volumes do not count', () => {
  const of = spoilt('PerconaServerMongoDB', ({ metadata, spec }) => {
    metadata.finalizers = ['percona.com/delete-psmdb-pvc'];
    spec.replsets[0].size = 4;
    spec.backup.tasks[0].type = 'incremental';
  });
  expect(['three-instances', 'backup-scheduled', 'storage-retained'].map((id) => foundBy(id, of))).toEqual([
    '0 instances, fewer than 3: the operator refuses a size of 4: even, and without an arbiter',
    'schedule "scheduled" (26 2 * * *): no task makes what it adds to (type: incremental-base)',
    'its finalizer percona.com/delete-psmdb-pvc deletes claims, users and encryption key with it',
  ]);
});

test('a storage that keeps nothing is told with the reason', () => {
  const of = spoilt('PerconaServerMongoDB', ({ spec }) => { spec.backup.storages['object-store'] = { type: 'azure', azure: { container: 'a' } }; });
  const words = 'storage "object-store" has no credentialsSecret, without which nothing is written to azure';
  expect([foundBy('backup-scheduled', of), foundBy('log-archived', of)]).toEqual([`schedule "scheduled" (26 2 * * *): ${words}`, `its log is not archived: ${words}`]);
});

test('which keys of the operator\'s users are left out is said', () => {
  const of = spoilt('ExternalSecret', ({ metadata, spec }) => {
    if (metadata.name === 'sessions-users') delete spec.target.template.data.MONGODB_BACKUP_PASSWORD;
  });
  expect(foundBy('secrets-external', of)).toBe('users of the operator (Secret "sessions-users"): ExternalSecret shop/sessions-users lacks MONGODB_BACKUP_PASSWORD: '
    + 'the operator adds them, External Secrets takes them away, and the passwords change for ever');
});

test('the numbers of the writer come back as days, minutes and members', () => {
  const { instances, backups, replication, volumes, remarks } = read(all());
  expect(remarks).toEqual([KEY]);
  const sizes = volumes.map(({ name, mebibytes }) => [name, mebibytes]);
  expect({ instances, replication, archive: backups.archiveSeconds, stores: backups.stores, volumes: sizes }).toEqual({
    instances: 3,
    replication: { waitsFor: 1, required: true },
    archive: 300,
    stores: [{ name: 'object-store', path: 's3://acme-backups/shop/sessions', retentionDays: 30 }],
    volumes: [['data', 102_400]],
  });
});

const SHARDED = parse(`
apiVersion: psmdb.percona.com/v1
kind: PerconaServerMongoDB
metadata: { name: big, namespace: shop }
spec:
  crVersion: 1.22.0
  image: percona/percona-server-mongodb:8.0.19-7
  secrets: { users: big-secrets }
  replsets:
    - { name: rs0, size: 3, volumeSpec: { persistentVolumeClaim: { resources: { requests: { storage: 10Gi } } } }, resources: { limits: { memory: 2Gi }, requests: { cpu: 1, memory: 2Gi } } }
    - { name: rs1, size: 5, volumeSpec: { persistentVolumeClaim: { resources: { requests: { storage: 20Gi } } } } }
  sharding:
    enabled: true
    configsvrReplSet: { size: 3, volumeSpec: { persistentVolumeClaim: { resources: { requests: { storage: 3Gi } } } } }
    mongos: { size: 2, expose: { type: LoadBalancer } }
`);

test('a sharded database is read set by set', () => {
  const { instances, volumes, containers, remarks, budgets } = read([SHARDED]);
  const sizes = volumes.map(({ name, mebibytes, holdsData }) => [name, mebibytes, holdsData]);
  expect({ instances, volumes: sizes, containers: containers.map(({ name }) => name), remarks, by: budgets.by }).toEqual({
    instances: 3,
    volumes: [['data of rs0', 10_240, true], ['data of rs1', 20_480, true], ['data of cfg', 3072, false]],
    containers: ['mongod of rs0', 'mongod of rs1', 'mongod of cfg', 'mongos'],
    remarks: [
      'it is sharded: each replica set is looked at, and a box is met when all of them meet it',
      'its volumes do not grow with volumeSpec: the operator puts a larger size back unless spec.storageScaling.enableVolumeScaling is true',
      KEY.replace('sessions', 'big'),
      'members take certificates that no CA of theirs signed for who they talk to (spec.tls.allowInvalidCertificates, which is true unless it is set to false)',
    ],
    by: 'the operator\'s own budget (big-mongod-rs0), the operator\'s own budget (big-mongod-rs1), the operator\'s own budget (big-cfg-cfg)',
  });
});

test.each([[GOOD, 'a database'], [JSON.stringify([SHARDED]), 'a sharded one']])('odd YAML in %# is read, or refused in words', (text) => {
  const given: Manifest[] = JSON.parse(text);
  const database = given.find(({ kind }) => kind === 'PerconaServerMongoDB')!;
  const others = given.filter(({ kind }) => ['NetworkPolicy', 'Certificate', 'PodMonitor'].includes(kind));
  for (const { path, copy } of spoiltIn({ spec: database.spec })) {
    const odd = { ...database, spec: copy.spec };
    try {
      judge(psmdbReader.read(odd, new Manifests([odd, ...others])), TODAY);
    } catch (error) {
      expect(`${path}: ${(error as Error).message}`).toMatch(/^.* = .*: (spec\S* must |quantity must )/s);
    }
  }
});
