import { Duration, Size } from 'cdk8s';
import { carts } from './carts';
import { MySqlClusterProps, MySqlProxy, Objectives, Pmm, Schedule, Workload } from '../../src';
import { DatabaseFacts } from '../../src/checklist/facts';
import { judge } from '../../src/checklist/judge';
import { Manifests } from '../../src/checklist/manifests';
import { isSeen } from '../../src/checklist/unseen';
import { pxcReader } from '../../src/mysql/pxc-facts';
import { written } from '../support/written';

describe('reader and writer are inverse', () => {
  const facts = (more: Partial<MySqlClusterProps> = {}): DatabaseFacts => {
    const all = written(carts(more).app);
    return pxcReader.read(all.find(pxcReader.reads), new Manifests(all));
  };

  test.each([3, 5])('in %d instances', (instances) => expect(facts({ instances }).instances).toBe(instances));

  test('in the size of the volume', () => {
    expect(facts({ storage: Size.gibibytes(77) }).volumes).toMatchObject([{ name: 'data', mebibytes: 77 * 1024, holdsData: true }]);
    expect(facts({ proxy: MySqlProxy.proxysql({ storage: Size.gibibytes(13) }) }).volumes[1]).toMatchObject({ name: 'proxysql', mebibytes: 13 * 1024, holdsData: false });
  });

  test('in what logs and caches take of the volume', () => {
    const workload = Workload.of({ dataSize: Size.gibibytes(40), iops: 5000, throughput: Size.mebibytes(200), logPerDay: Size.gibibytes(12) });
    expect(facts({ workload }).volumes[0].logMebibytes).toBe(1024 + 1024 + 20 * 1024);
    expect(facts({ writeSetCache: Size.gibibytes(2) }).volumes[0].logMebibytes).toBe(3 * 1024);
  });

  test.each([[30, undefined], [45, Schedule.cron('0 */6 * * *')], [90, Schedule.daily('03:00')]])('in backups that are kept for %d days', (days, schedule) => {
    const { backups } = facts({ backup: { retention: Duration.days(days), schedule, uploadInterval: Duration.seconds(120) } });
    expect(backups.stores.filter(isSeen)).toEqual([
      { name: 'backups', path: 's3://acme-backups/shop/carts/backups', retentionDays: days }, { name: 'binlogs', path: 's3://acme-backups/shop/carts/binlogs', retentionDays: undefined },
    ]);
    expect(backups).toMatchObject({ archiveStore: 'binlogs', archiveSeconds: 120, schedules: [{ store: 'backups', suspended: false }] });
  });

  test('in the users', () => {
    expect(facts({ users: [{ name: 'clerk' }] }).roles).toEqual([{ name: 'clerk', excess: [] }]);
  });

  test('in where it runs', () => {
    expect(facts().placement).toEqual({
      acrossNodes: 'required', acrossZones: 'required', nodeSelector: { 'node-type': 'database' }, tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }],
    });
  });

  test('in every container', () => {
    expect(facts({ pmm: Pmm.of({ serverHost: 'pmm' }) }).containers.map(({ name }) => name)).toEqual(['pxc', 'mysqld-exporter', 'pmm-client', 'haproxy', 'pxc-monit', 'xtrabackup to backups', 'pitr']);
  });

  test('in the certificate', () => {
    expect(facts().tls).toEqual({ certificate: 'ClusterIssuer internal-ca', missingNames: [], plaintextRefused: true });
  });

  test('in every path that its pods need', () => {
    for (const more of [{}, { proxy: MySqlProxy.proxysql() }]) expect(facts(more).network.paths.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(facts().network.paths.map(({ what }) => what)).toContain('instances to backups on 4444, 4567');
  });
});

test('an objective is held against the interval of the uploads', () => {
  const { app } = carts({ objectives: Objectives.of({ recoveryPoint: Duration.seconds(60), recoveryTime: Duration.hours(8) }) });
  const all = written(app);
  const { results } = judge(pxcReader.read(all.find(pxcReader.reads), new Manifests(all)), new Date('2026-11-21T00:00:00Z'));
  expect(results.find(({ rule }) => rule.id === 'recovery-point-objective')!.outcome).toBe('fail');
});
