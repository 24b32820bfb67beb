import { RestoredMySql } from './restored-mysql';
import { MySqlArchive, ObjectStore, ObjectStoreCredentials, PitrRestore, RecoveryPoint } from '../../src';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { Processes } from '../cluster/processes';
import { CARTS } from '../mysql/carts';
import { PYTHON } from '../programs/installed';
import { below, put, pxcBackup, pxcLog, UUID } from '../programs/lost-backups';
import { ObjectStoreServer } from '../programs/object-store-server';
import { RunningProgram } from '../programs/running-program';
import { folder } from '../support/folder';
import { platformOf, shop } from '../support/production';
import { ofKind, theOne } from '../support/written';

const NAMESPACE = 'mysql-archive';
const TARGET = 'carts-2';
const BACKUP = 'carts-2026-03-24-03:00:00-full';

/** The operator is Percona's own, and the store a real one with what its programs leave there. No backup's object is there, nor a namespace that had one. */
onCluster('a MySqlCluster that is restored from an archive', () => {
  const kubernetes = Kubernetes.fromEnvironment();
  const processes = new Processes();
  let store: ObjectStoreServer;
  let restored: RestoredMySql;
  let lists: any;

  beforeAll(async () => {
    store = await ObjectStoreServer.start(processes);
    await put(store, below('lost/carts', below('backups', pxcBackup(BACKUP, { end: '2026-03-24 03:20:00' })), below('binlogs',
      pxcLog(7, `${UUID}:90-110`, ['2026-03-24T02:59:00Z', '2026-03-24T03:30:00Z']), pxcLog(8, `${UUID}:111-200`, ['2026-03-24T03:30:05Z', '2026-03-24T11:00:00Z']))));
    const { app, chart } = shop();
    const source = MySqlArchive.of({
      ...CARTS,
      namespace: 'lost',
      platform: platformOf(chart, { issuer: undefined }),
      store: ObjectStore.s3({ bucket: 'backups', endpoint: store.endpoint, credentials: ObjectStoreCredentials.secretStore('databases/old-store') }),
    });
    new PitrRestore(chart, 'Comeback', { source, name: TARGET, namespace: NAMESPACE, to: RecoveryPoint.time('2026-03-24T10:30:00Z') });
    restored = new RestoredMySql(kubernetes, app, NAMESPACE, TARGET);
    [lists] = ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith(`${TARGET}-restore-`)).spec.template.spec.initContainers;
    await restored.make(store, `${TARGET}-source`);
    await kubernetes.apply(theOne(app, 'PerconaXtraDBCluster', TARGET));
  });

  afterAll(async () => {
    await restored.remove();
    await processes.stop();
  });

  /** The Job's first container, with the variables that its manifest has, and the Secret's keys. */
  async function listed(): Promise<string> {
    const file = `${folder({})}/backups.json`;
    const keys: Record<string, string> = store.credentials;
    const env = Object.fromEntries(lists.env.map(({ name, value }: any) => [name, value ?? keys[name]]));
    const program = `${folder(restored.program)}/${lists.command[1].split('/').pop()}`;
    const ended = await new RunningProgram(PYTHON!, `../${'../'.repeat(20)}${program}`, [], { ...env, BACKUPS_FILE: file, PYTHONDONTWRITEBYTECODE: '1' }).end();
    expect(ended).toMatchObject({ code: 0, lastLine: '1 backup in s3://backups/lost/carts' });
    return file;
  }

  test('goes through all that the operator does, from what the Job has found in the store', async () => {
    const running = await restored.run({ BACKUPS_FILE: await listed() });
    await restored.readyUntil('the Restore', () => kubernetes.find(restored.restore));
    await restored.awakeUntil('that the operator restores', () => restored.inState('Restoring'));
    const credentials = { name: `${TARGET}-source`, key: 'AWS_ACCESS_KEY_ID' };
    expect(await restored.done('restore-job')).toMatchObject({ S3_BUCKET_URL: `backups/lost/carts/backups/${BACKUP}`, ENDPOINT: store.endpoint, ACCESS_KEY_ID: credentials, VERIFY_TLS: 'true' });
    await restored.done('prepare-job');
    await restored.readyUntil('the replay of the log', () => restored.inState('Point-in-time recovering'));
    expect(await restored.done('pitr-job')).toMatchObject({
      BINLOG_S3_BUCKET_URL: 'backups/lost/carts/binlogs',
      BINLOG_S3_ENDPOINT: store.endpoint,
      BINLOG_ACCESS_KEY_ID: credentials,
      PITR_DATE: '2026-03-24 10:30:00',
      PITR_RECOVERY_TYPE: 'date',
      S3_BUCKET_URL: `backups/lost/carts/backups/${BACKUP}`,
    });
    await restored.readyUntil('the end', () => restored.inState('Succeeded'));
    expect(await running.end()).toMatchObject({ code: 0, lastLine: `restored from backup ${BACKUP}, up to 2026-03-24T10:30:00.000Z` });
    // it only read
    expect((await store.keys()).filter((key) => !key.startsWith('lost/carts/'))).toEqual([]);
  });

  test('is restored once', async () => {
    const again = await restored.run({ BACKUPS_FILE: '/nowhere' });
    expect(await again.end()).toMatchObject({ code: 0, lastLine: `${TARGET} was restored already, by PerconaXtraDBClusterRestore ${restored.restore.metadata.name}: nothing to do` });
  });
});
