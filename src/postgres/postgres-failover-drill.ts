import { Construct } from 'constructs';
import { certificateLogin, certificateRole } from './cnpg-certificate-role';
import { databaseManifest } from './cnpg-database';
import { drillAccount, drillPolicy, drillRole, drillRoleBinding } from './failover-drill-access';
import { drillCronJob, drillMap, longestRunSeconds } from './failover-drill-job';
import { DRILLER, drillerLabels, failoverDrillSettings, FailoverDrillSettings } from './failover-drill-settings';
import type { PostgresCluster } from './postgres-cluster';
import { FailoverRehearsal } from '../contracts/fails-over';
import { addManifest, reserveName } from '../parts/manifest-object';
import { prometheusRule } from '../parts/prometheus-rule';
import { failoverDrillAlerts } from '../restore/failover-drill-alerts';

/** What a drill is made from. */
export interface PostgresFailoverDrillProps {
  readonly database: PostgresCluster;
  readonly rehearsal: FailoverRehearsal;
}

/** Rehearses the failover of a Cluster: who writes meanwhile, who makes it fail, what these may, and who hears of it. */
export class PostgresFailoverDrill extends Construct {
  private readonly database: PostgresCluster;
  private readonly drill: FailoverDrillSettings;

  constructor(scope: Construct, id: string, { database, rehearsal }: PostgresFailoverDrillProps) {
    super(scope, id);
    this.database = database;
    this.drill = failoverDrillSettings(database._settings, rehearsal);
    this.addProbe();
    this.addJob();
    this.addAlerts();
  }

  /** A role and a database of its own, and the way to it. */
  private addProbe(): void {
    const { database, drill: { name } } = this;
    const { namespace } = database;
    reserveName(this, 'PostgreSQL role', namespace, `${database.name}/${DRILLER}`, 'role');
    addManifest(this, 'ProbeRole', certificateRole({ name, namespace, cluster: database.name, role: DRILLER }));
    const ledger = databaseManifest(database, { name: DRILLER, owner: DRILLER, extensions: [], schemas: [] });
    addManifest(this, 'Ledger', { ...ledger, metadata: { name, namespace }, spec: { ...ledger.spec, databaseReclaimPolicy: 'delete' } });
    // every other database it would have to enter with a password, and it has none
    database._allowLogin(certificateLogin(DRILLER, DRILLER));
    database._allowFrom({ podSelector: { matchLabels: drillerLabels(database.name) } }, undefined);
  }

  private addJob(): void {
    const { database: { _settings: of, ca }, drill } = this;
    const map = addManifest(this, 'Programs', drillMap(of, drill));
    addManifest(this, 'ServiceAccount', drillAccount(of, drill));
    addManifest(this, 'Role', drillRole(of, drill));
    addManifest(this, 'RoleBinding', drillRoleBinding(of, drill));
    addManifest(this, 'NetworkPolicy', drillPolicy(of, drill));
    addManifest(this, 'CronJob', drillCronJob(of, drill, map.name, ca));
  }

  private addAlerts(): void {
    const { database: { name, namespace, _settings: { platform: { monitoring } } }, drill } = this;
    if (!monitoring) return;
    const { window } = drill;
    const everySeconds = window.schedule.longestGapSeconds;
    addManifest(this, 'PrometheusRule', prometheusRule({
      name: drill.name,
      namespace,
      monitoring,
      database: name,
      alerts: failoverDrillAlerts({
        namespace, name, cronJob: drill.name, everySeconds, overdueSeconds: everySeconds + window.seconds + longestRunSeconds(drill),
      }),
    }));
  }
}
