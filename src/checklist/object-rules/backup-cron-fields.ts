import { FieldPath } from '../field';
import { groupOf, Manifest, Manifests } from '../manifests';
import { objectRule, Violation } from '../object-rule';
import { isCnpg } from '../readers/barman-archive';
import { isRecord, listIn } from '../readers/pod-template';
import { Severity } from '../severity';

export const backupCronFields = objectRule({
  id: 'backup-cron-fields',
  title: 'A schedule has as many fields as its reader takes',
  why: 'CloudNativePG reads seconds first: a daily backup written in five fields runs every hour, and thousands of Backup objects take the operator down. '
    + 'Everybody else reads five fields and refuses six: then there is no backup.',
  fix: 'Write seconds for CloudNativePG and for nobody else; in YAML: schedule: "0 0 3 * * *" in a ScheduledBackup of postgresql.cnpg.io, "0 3 * * *" in a '
    + 'CronJob and in the backups of Percona\'s, Crunchy\'s and Zalando\'s operators and of Velero.',
  source: 'CloudNativePG 1.30 docs, Backup, Cron Schedule; gavinmcfall/home-ops#2021, dsx-ai-factory/nv-config-manager#244; Kubernetes docs, CronJob, Schedule syntax',
  severity: Severity.OUTAGE,
  check: (manifest, among) => (isCnpg(manifest, 'ScheduledBackup')
    ? tooFew(manifest, among)
    : fiveFielded(manifest).filter(({ cron }) => fieldsOf(cron).length === 6)
      .map(({ cron, path }) => ({ found: `"${cron}" has six fields where five are read, the first of them minutes`, path }))),
});

/** Of a Cluster in the input the box backup-scheduled says it, unless another schedule fulfils that box. */
function tooFew(scheduled: Manifest, among: Manifests): Violation[] {
  const { namespace, name } = scheduled.metadata;
  const { schedule, cluster } = scheduled.spec ?? {};
  const [second, minute, hour, ...rest] = fieldsOf(schedule);
  if (rest.length !== 2) return [];
  const others = among.inNamespace('postgresql.cnpg.io', 'ScheduledBackup', namespace ?? '')
    .filter((of) => of.metadata.name !== name && of.spec?.cluster?.name === cluster?.name && fieldsOf(of.spec?.schedule).length === 6);
  if (others.length === 0 && among.find('postgresql.cnpg.io', 'Cluster', namespace, cluster?.name)) return [];
  return [{ found: `CloudNativePG reads "${schedule}" as second ${second}, minute ${minute}, hour ${hour}`, path: ['spec', 'schedule'] }];
}

interface Schedule {
  readonly cron: unknown;
  readonly path: FieldPath;
}

function fiveFielded(manifest: Manifest): Schedule[] {
  const { spec } = manifest;
  const inList = (path: string[], list: unknown) => listIn(list).map((of, i) => ({ cron: of?.schedule, path: [...path, i, 'schedule'] }));
  switch (`${groupOf(manifest)}/${manifest.kind}`) {
    case 'batch/CronJob':
    case 'velero.io/Schedule': return [{ cron: spec?.schedule, path: ['spec', 'schedule'] }];
    case 'acid.zalan.do/postgresql': return [{ cron: spec?.logicalBackupSchedule, path: ['spec', 'logicalBackupSchedule'] }];
    case 'pxc.percona.com/PerconaXtraDBCluster':
    case 'ps.percona.com/PerconaServerMySQL': return inList(['spec', 'backup', 'schedule'], spec?.backup?.schedule);
    case 'psmdb.percona.com/PerconaServerMongoDB': return inList(['spec', 'backup', 'tasks'], spec?.backup?.tasks);
    case 'postgres-operator.crunchydata.com/PostgresCluster':
    case 'pgv2.percona.com/PerconaPGCluster': return ofRepositories(spec?.backups?.pgbackrest?.repos);
    default: return [];
  }
}

function ofRepositories(repos: unknown): Schedule[] {
  return listIn(repos).flatMap((repo, i) => Object.entries(isRecord(repo?.schedules) ? repo.schedules : {})
    .map(([type, cron]) => ({ cron, path: ['spec', 'backups', 'pgbackrest', 'repos', i, 'schedules', type] })));
}

/** Without a time zone before them, which is no field. */
function fieldsOf(cron: unknown): string[] {
  return typeof cron === 'string' ? cron.trim().replace(/^(CRON_)?TZ=\S+\s+/, '').split(/\s+/) : [];
}
