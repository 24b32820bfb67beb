import { BARMAN_PLUGIN } from './barman-plugin';
import { satellitesOf } from './cnpg-satellites';
import { snapshotsOf, snapshotStoreOf } from './cnpg-snapshot-facts';
import { BackupFacts, ScheduleFacts, StoreFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { readDumps } from '../checklist/readers/dumps';
import { listOf } from '../checklist/readers/list';
import { archiveInterval } from '../checklist/readers/postgres-time';
import { Seen, Unseen } from '../checklist/unseen';
import { cronGapSeconds } from '../values/cron';

const DAYS: Record<string, number> = { d: 1, w: 7, m: 30 };
// the operator's cron knows these besides its six fields (robfig/cron v1.2, parser.go)
const DESCRIPTORS: Record<string, number> = {
  '@yearly': 366 * 86400, '@annually': 366 * 86400, '@monthly': 31 * 86400, '@weekly': 604800, '@daily': 86400, '@midnight': 86400, '@hourly': 3600,
};

/** How schedules, archive and stores hang together. */
export function readBackups(cluster: Manifest, among: Manifests): BackupFacts {
  const { namespace = 'default', name } = cluster.metadata;
  const plugins = listOf('spec.plugins', cluster.spec?.plugins).filter((plugin) => plugin.enabled !== false);
  const archivers = plugins.filter((plugin) => plugin.isWALArchiver);
  const pluginStore: string | undefined = archivers.find((plugin) => plugin.name === BARMAN_PLUGIN)?.parameters?.barmanObjectName;
  const others: string[] = plugins.map((plugin) => plugin.name).filter((of) => of !== BARMAN_PLUGIN);
  const inTree = cluster.spec?.backup?.barmanObjectStore;
  const archiveStore = pluginStore ?? (inTree ? inTreeName(name) : archivers.map((plugin) => plugin.name).find((of) => others.includes(of)));
  const schedules = satellitesOf(cluster, 'ScheduledBackup', among).map((scheduled) => (scheduled.spec.method === 'volumeSnapshot'
    ? { ...scheduleOf(scheduled), ...snapshotsOf(cluster, scheduled, archiveStore !== undefined) }
    : { ...scheduleOf(scheduled), ...(inOther(scheduled, others) ?? inStore(storeOfSchedule(scheduled, pluginStore, inTree))) }));
  const written = new Set([archiveStore, ...schedules.map(({ store }) => store)]);
  // beside backups they are an extra, kept as long as somebody likes; alone they are what there is; and no archived log can be replayed on one
  const dumps = schedules.length > 0 || archiveStore !== undefined ? [] : readDumps(cluster, among);
  return {
    schedules: [...schedules, ...dumps.map(({ schedule }) => schedule)],
    archiveStore,
    // pkg/postgres/configuration.go, CloudNativePG 1.30
    ...(archiveStore !== undefined && { archiveSeconds: archiveInterval(cluster.spec.postgresql?.parameters?.archive_timeout, '5min') }),
    stores: [
      ...dumps.map(({ store }) => store),
      ...(pluginStore ? [storeOf(among, namespace, name, pluginStore)] : []),
      ...(inTree ? [{ name: inTreeName(name), path: inTree.destinationPath ?? '', retentionDays: days(cluster.spec.backup.retentionPolicy) }] : []),
      ...others.filter((of) => written.has(of)).map((of) => new Unseen(`Plugin ${of} of Cluster ${namespace}/${name} writes its backups where only the plugin `
        + 'knows; waive the rule with where they go and how long they are kept.')),
      ...(schedules.some((of) => 'snapshots' in of) ? [snapshotStoreOf(cluster, among)] : []),
    ],
  };
}

/** By a plugin of somebody else that the Cluster names, too: where to stands in objects of its own. */
function inOther({ spec: { method, pluginConfiguration } }: Manifest, others: readonly string[]): Pick<ScheduleFacts, 'store'> | undefined {
  return method === 'plugin' && others.includes(pluginConfiguration?.name) ? { store: pluginConfiguration.name } : undefined;
}

function inStore(store: string | undefined): Pick<ScheduleFacts, 'store' | 'restoredBy'> {
  return store === undefined ? {} : { store, restoredBy: 'barman-cloud' };
}

function scheduleOf(scheduled: Manifest): ScheduleFacts {
  const { schedule = '', suspend = false } = scheduled.spec;
  return {
    name: scheduled.metadata.name,
    cron: schedule,
    ...gapOf(schedule),
    suspended: suspend,
    at: { of: scheduled, path: ['spec', suspend ? 'suspend' : 'schedule'] },
  };
}

function storeOfSchedule({ spec }: Manifest, pluginStore: string | undefined, inTree: any): string | undefined {
  const { method = 'barmanObjectStore', pluginConfiguration, cluster } = spec;
  if (method === 'plugin') return pluginConfiguration?.name === BARMAN_PLUGIN ? pluginStore : undefined;
  return method === 'barmanObjectStore' && inTree ? inTreeName(cluster.name) : undefined;
}

/** Six fields with seconds first; with five the operator reads them as seconds to day of week, and runs every hour. */
function gapOf(schedule: string): { longestGapSeconds?: number; problem?: string } {
  if (schedule in DESCRIPTORS) return { longestGapSeconds: DESCRIPTORS[schedule] };
  const fields = schedule.trim().split(/\s+/);
  if (fields.length === 5) {
    return {
      longestGapSeconds: cronGapSeconds(`${fields.slice(1).join(' ')} *`),
      problem: 'five fields where CloudNativePG reads six, the first of them seconds: a daily backup becomes an hourly one',
    };
  }
  const longestGapSeconds = fields.length === 6 ? cronGapSeconds(fields.slice(1).join(' ').replace(/\?/g, '*')) : undefined;
  return longestGapSeconds === undefined ? { problem: 'no cron expression that CloudNativePG reads and that comes true' } : { longestGapSeconds };
}

function storeOf(among: Manifests, namespace: string, cluster: string, name: string): Seen<StoreFacts> {
  const store = among.find('barmancloud.cnpg.io', 'ObjectStore', namespace, name);
  if (!store) return new Unseen(`ObjectStore ${namespace}/${name}, which Cluster ${cluster} writes to, is not in the input; add it.`);
  const path = store.spec?.configuration?.destinationPath;
  if (!path) return new Unseen(`ObjectStore ${namespace}/${name} names no destinationPath; add it.`);
  return { name, path, retentionDays: days(store.spec?.retentionPolicy) };
}

function inTreeName(cluster: string): string {
  return `spec.backup.barmanObjectStore of ${cluster}`;
}

function days(policy: string | undefined): number | undefined {
  const match = /^([1-9]\d*)([dwm])$/.exec(policy ?? '');
  return match ? Number(match[1]) * DAYS[match[2]] : undefined;
}
