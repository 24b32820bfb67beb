import { RestoredMySql } from './restored-mysql';
import { PitrRestore, RecoveryPoint } from '../../src';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { Processes } from '../cluster/processes';
import { until } from '../cluster/until';
import { carts } from '../mysql/carts';
import { ObjectStoreServer } from '../programs/object-store-server';
import { theOne } from '../support/written';

const NAMESPACE = 'mysql-restore';
const TARGET = 'carts-0324';
const BACKUP = 'carts-2026-03-24-03:00:00-full';
const SECONDS = 120;

/** The operator is Percona's own, and so is every object that it makes. No server runs here: that instances are ready, and that Jobs are done, is played. */
onCluster('a MySqlCluster that is restored', () => {
  const kubernetes = Kubernetes.fromEnvironment();
  const processes = new Processes();
  let store: ObjectStoreServer;
  const { app, chart, database } = carts({ namespace: NAMESPACE }, { issuer: undefined });
  new PitrRestore(chart, 'Rewind', { source: database, name: TARGET, to: RecoveryPoint.time('2026-03-24T10:30:00Z') });
  const restored = new RestoredMySql(kubernetes, app, NAMESPACE, TARGET);
  const { cluster, restore } = restored;

  beforeAll(async () => {
    store = await ObjectStoreServer.start(processes);
    await store.put(`${NAMESPACE}/carts/backups/${BACKUP}/xtrabackup_info.00000000000000000000`);
    await restored.make(store, 'object-store-credentials-percona');
    const backup = restored.named('PerconaXtraDBClusterBackup', 'nightly');
    await kubernetes.apply({ ...backup, spec: { pxcCluster: 'carts', storageName: 'backups' } });
    await kubernetes.merge(backup, {
      status: {
        state: 'Succeeded',
        destination: `s3://backups/${NAMESPACE}/carts/backups/${BACKUP}`,
        storage_type: 's3',
        storageName: 'backups',
        verifyTLS: true,
        completed: '2026-03-24T03:20:00Z',
        latestRestorableTime: '2026-03-24T11:00:00Z',
        s3: { bucket: `backups/${NAMESPACE}/carts/backups`, region: 'us-east-1', endpointUrl: store.endpoint, credentialsSecret: 'of-the-source' },
      },
    }, 'status');
    await kubernetes.apply(theOne(app, 'PerconaXtraDBCluster', TARGET));
  });

  afterAll(async () => {
    await restored.remove();
    await processes.stop();
  });

  test('goes through all that the operator does, and is at the end what it was asked to be', async () => {
    const asked = (await kubernetes.find(cluster)).spec;
    const running = await restored.run();
    await restored.readyUntil('the Restore', () => kubernetes.find(restore));
    await restored.awakeUntil('that the operator restores', () => restored.inState('Restoring'));
    expect((await kubernetes.find(cluster)).spec.pause).toBe(true);

    // the backup, from the source's folder, with the key that is there
    expect(await restored.done('restore-job')).toMatchObject({
      S3_BUCKET_URL: `backups/${NAMESPACE}/carts/backups/${BACKUP}`,
      ENDPOINT: store.endpoint,
      ACCESS_KEY_ID: { name: 'object-store-credentials-percona', key: 'AWS_ACCESS_KEY_ID' },
      VERIFY_TLS: 'true',
      XB_USE_MEMORY: '2GB',
    });
    await restored.done('prepare-job');

    // alone, without proxies, and not paused, which the operator writes by leaving it out: what GitOps must not undo
    await restored.readyUntil('the replay of the log', () => restored.inState('Point-in-time recovering'));
    const { spec } = await kubernetes.find(cluster);
    expect([spec.pause, spec.pxc.size, spec.haproxy.size, spec.unsafeFlags]).toEqual([undefined, 1, undefined, { pxcSize: true, proxySize: true }]);
    expect(spec.backup.pitr.enabled).toBe(false);
    const { labels, ...environment } = await restored.done('pitr-job');
    expect(environment).toMatchObject({
      BINLOG_S3_BUCKET_URL: `acme-backups/${NAMESPACE}/carts/binlogs`,
      PITR_DATE: '2026-03-24 10:30:00',
      PITR_RECOVERY_TYPE: 'date',
      S3_BUCKET_URL: `backups/${NAMESPACE}/carts/backups/${BACKUP}`,
      BINLOG_ACCESS_KEY_ID: { name: 'object-store-credentials-percona', key: 'AWS_ACCESS_KEY_ID' },
      PXC_PASS: { name: `${TARGET}-secrets`, key: 'xtrabackup' },
    });
    // which the policy of the store's clients selects
    expect(labels).toMatchObject(theOne(app, 'NetworkPolicy', `${TARGET}-backups`).spec.podSelector.matchLabels);
    expect(labels).not.toHaveProperty('app.kubernetes.io/component');

    await restored.readyUntil('the end', () => restored.inState('Succeeded'));
    expect(await running.end()).toMatchObject({ code: 0, lastLine: `restored from backup ${BACKUP}, up to 2026-03-24T10:30:00.000Z` });
    const { pause, unsafeFlags, ...after } = (await kubernetes.find(cluster)).spec;
    expect([pause, unsafeFlags ?? {}]).toEqual([undefined, {}]);
    expect(after).toMatchObject(asked);
    // by what a later restore knows when this one was: the operator leaves `status.completed` out
    const { metadata, status } = await kubernetes.find(restore);
    expect([status.completed, status.clusterSize]).toEqual([undefined, 3]);
    expect(metadata.managedFields).toContainEqual(expect.objectContaining({ subresource: 'status', time: expect.stringMatching(/Z$/) }));
    // it lets go of its Jobs
    await until('the Jobs without finalizers', async () => {
      const jobs = await Promise.all(['restore-job', 'prepare-job', 'pitr-job'].map((step) => kubernetes.find(restored.job(step))));
      return jobs.every((of) => !of?.metadata.finalizers?.length);
    }, { seconds: SECONDS });
  });

  test('of a backup that is not in the store fails with words that say so', async () => {
    const missing = restored.named('PerconaXtraDBClusterRestore', 'missing');
    const { spec } = await kubernetes.find(restore);
    await kubernetes.apply({ ...missing, spec: { ...spec, backupSource: { ...spec.backupSource, destination: spec.backupSource.destination.replace('03:00:00', '04:00:00') } } });
    const failed = await until('the failure', async () => {
      const { status } = await kubernetes.find(missing);
      return status?.state === 'Failed' && status.comments;
    }, { seconds: SECONDS });
    expect(failed).toBe('failed to validate restore job: failed to validate backup existence: backup not found');
  });
});
