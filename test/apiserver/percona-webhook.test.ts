import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';

const VOLUME = { persistentVolumeClaim: { resources: { requests: { storage: '10Gi' } } } };
const HAPROXY = { enabled: true, size: 2, image: 'percona/haproxy:2.8.18-1' };
const PROXYSQL = { enabled: true, size: 2, image: 'percona/proxysql2:2.7.3-1.3', volumeSpec: VOLUME };
const BACKUP = { image: 'percona/percona-xtrabackup:8.4.0-5.1' };

/** With the operator's own words. */
const REFUSED: Array<[what: string, of: Manifest, refusal: string]> = [
  ['a name of 23 characters', clusterOf({}, 'a'.repeat(23)), `cluster name (${'a'.repeat(23)}) too long, must be no more than 22 characters`],
  ['a version that is none', clusterOf({ crVersion: 'latest' }), 'invalid cr version: malformed version: latest'],
  ['both proxies', clusterOf({ proxysql: PROXYSQL }), 'can\'t enable both HAProxy and ProxySQL please only select one of them'],
  ['no proxy where the operator updates', clusterOf({ haproxy: undefined, updateStrategy: 'SmartUpdate' }), 'ProxySQL or HAProxy should be enabled if SmartUpdate set'],
  ['no image', clusterOf({ pxc: { size: 3, volumeSpec: VOLUME } }), 'pxc.Image can\'t be empty'],
  ['no volume', clusterOf({ pxc: { size: 3, image: 'percona/percona-xtradb-cluster:8.4.8-8.1' } }), 'PXC: volumeSpec should be specified'],
  ['a log archive in a storage that there is not', clusterOf({ backup: { ...BACKUP, storages: {}, pitr: { enabled: true, storageName: 's3' } } }), 'pitr storage s3 doesn\'t exist'],
  ['a log archive in no storage', clusterOf({ backup: { ...BACKUP, pitr: { enabled: true } } }), 'backup.PITR.StorageName can\'t be empty'],
  ['a backup in a storage that there is not', clusterOf({ backup: { ...BACKUP, schedule: [{ name: 'daily', schedule: '0 0 * * *', storageName: 's3' }] } }), 'storage s3 doesn\'t exist'],
  ['a channel of MySQL\'s own', channelsOf({ name: 'group_replication_applier', isSource: true }), 'invalid replication channel name group_replication_applier, please see channel naming conventions'],
  ['a channel longer than MySQL takes', channelsOf({ name: 'a'.repeat(65), isSource: true }), `invalid replication channel name ${'a'.repeat(65)}, please see channel naming conventions`],
  ['a source that follows', channelsOf({ name: 'a', isSource: true }, { name: 'b', sourcesList: [{ host: 'x' }] }),
    'you can specify only one type of replication please specify equal values for isSource field'],
  ['a replica of nobody', channelsOf({ name: 'a' }), 'sources list for replication channel a should be empty, because it\'s replica'],
  ['a channel that verifies by nothing', channelsOf({ name: 'a', sourcesList: [{ host: 'x' }], configuration: { ssl: true } }),
    'if you set ssl for channel a, you have to indicate a path to a CA file to verify the server certificate'],
  ['a user twice', clusterOf({ users: [user(), user()] }), 'user app is duplicated'],
];

/** What the webhook takes; the controller then refuses the sizes. */
const TAKEN: Array<[what: string, of: Manifest]> = [
  ['a small good one', clusterOf({})],
  ['a name of 22 characters', clusterOf({}, 'a'.repeat(22))],
  ['two nodes', clusterOf({ pxc: { ...clusterOf({}).spec.pxc, size: 2 } })],
  ['four nodes', clusterOf({ pxc: { ...clusterOf({}).spec.pxc, size: 4 } })],
  ['a single proxy', clusterOf({ haproxy: { ...HAPROXY, size: 1 } })],
  // which one connects twice, and to itself
  ['a channel with a server twice', channelsOf({ name: 'a', sourcesList: [{ host: 'x' }, { host: 'x' }] })],
  ['a channel that follows itself', channelsOf({ name: 'a', sourcesList: [{ host: 'orders-pxc-0.default.svc' }] })],
  ['a weight that MySQL does not take', channelsOf({ name: 'a', sourcesList: [{ host: 'x', weight: 101 }] })],
  ['a channel that verifies nothing', channelsOf({ name: 'a', sourcesList: [{ host: 'x' }], configuration: { ssl: true, sslSkipVerify: true, ca: '/a' } })],
  ['anything that does not ask it', clusterOf({ enableCRValidationWebhook: false, proxysql: PROXYSQL })],
];

onCluster('the webhook of Percona XtraDB Cluster operator', () => {
  test.each(REFUSED)('refuses %s', async (_, manifest, refusal) => {
    await expect(Kubernetes.fromEnvironment().apply(manifest, { dryRun: true }))
      .rejects.toThrow(`admission webhook "validationwebhook.pxc.percona.com" denied the request: ${refusal}`);
  });

  test.each(TAKEN)('takes %s', async (_, manifest) => {
    expect((await Kubernetes.fromEnvironment().apply(manifest, { dryRun: true })).warnings).toEqual([]);
  });
});

function clusterOf(spec: object, name = 'orders'): Manifest {
  return {
    apiVersion: 'pxc.percona.com/v1',
    kind: 'PerconaXtraDBCluster',
    metadata: { name, namespace: 'default' },
    spec: {
      crVersion: '1.20.0',
      enableCRValidationWebhook: true,
      pxc: { size: 3, image: 'percona/percona-xtradb-cluster:8.4.8-8.1', volumeSpec: VOLUME },
      haproxy: HAPROXY,
      ...spec,
    },
  };
}

function channelsOf(...replicationChannels: object[]): Manifest {
  const of = clusterOf({});
  return clusterOf({ pxc: { ...of.spec.pxc, replicationChannels } });
}

function user(): object {
  return { name: 'app', dbs: ['app'], grants: ['SELECT'] };
}
