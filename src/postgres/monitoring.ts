import { Construct } from 'constructs';
import { postgresAlerts } from './alerts';
import { QUERIES_CONFIG_MAP } from './cnpg';
import { postgresDashboard } from './dashboard';
import { parameterSeconds } from './parameter-units';
import { PostgresSettings } from './postgres-settings';
import { POSTGRES_QUERIES } from './queries';
import { serverSecretName } from './server-certificate';
import { addManifest } from '../parts/manifest-object';
import { podMonitor } from '../parts/pod-monitor';
import { prometheusRule } from '../parts/prometheus-rule';
import { Monitoring } from '../values/monitoring';

/** Adds what says whether a database is well: queries and their dashboard, monitors of its pods, alerts. */
export function addMonitoring(database: Construct, of: PostgresSettings, monitoring: Monitoring): void {
  of.platform._namespace(of.namespace).configMap(QUERIES_CONFIG_MAP, { 'cnpg.io/reload': '' }, () => ({ queries: POSTGRES_QUERIES }));
  of.platform._dashboard('postgres-dashboard', () => postgresDashboard());
  addMonitors(database, of, monitoring);
  addAlerts(database, of, monitoring);
}

function addMonitors(database: Construct, { name, namespace, poolers }: PostgresSettings, monitoring: Monitoring): void {
  addManifest(database, 'PodMonitor', podMonitor({
    name, namespace, monitoring, selector: { 'cnpg.io/cluster': name, 'cnpg.io/podRole': 'instance' },
  }));
  for (const pooler of poolers) {
    addManifest(database, `PodMonitor-${pooler.type}`, podMonitor({
      name: pooler.name, namespace, monitoring, selector: { 'cnpg.io/poolerName': pooler.name },
    }));
  }
}

function addAlerts(database: Construct, of: PostgresSettings, monitoring: Monitoring): void {
  const { name, namespace } = of;
  addManifest(database, 'PrometheusRule', prometheusRule({
    name,
    namespace,
    monitoring,
    alerts: postgresAlerts({
      namespace,
      name,
      instances: of.instances,
      maxConnections: Number(of.parameters.max_connections),
      poolers: of.poolers.map((pooler) => pooler.name),
      walVolume: true,
      tablespaces: of.tablespaces.map((tablespace) => tablespace.name),
      backupEverySeconds: of.platform.backups && of.backup.schedule.longestGapSeconds,
      snapshotEverySeconds: of.backup.snapshots?.schedule.longestGapSeconds,
      dumpEverySeconds: of.backup.dumps?.schedule.longestGapSeconds,
      certificate: of.platform.issuer && serverSecretName(name),
      synchronous: of.replication.number > 0,
      archiveTimeoutSeconds: parameterSeconds(of.parameters.archive_timeout) ?? 0,
    }),
  }));
}
