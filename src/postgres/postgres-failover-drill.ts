import { Construct } from 'constructs';
import { certificateLogin, certificateRole } from './cnpg-certificate-role';
import { databaseManifest } from './cnpg-database';
import type { PostgresCluster } from './postgres-cluster';
import { rehearsedFailover, requireDrillable } from './postgres-failover';
import { DRILLER } from '../checklist/readers/drills';
import { FailoverRehearsal } from '../contracts/fails-over';
import { addManifest, reserveName } from '../parts/manifest-object';
import { addFailoverDrill } from '../restore/failover-drill-objects';
import { drillerLabels, failoverDrillSettings, FailoverDrillSettings } from '../restore/failover-drill-settings';

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
    this.drill = failoverDrillSettings(database.name, rehearsal);
    requireDrillable(database._settings);
    this.addProbe();
    addFailoverDrill(this, rehearsedFailover(database._settings, this.drill, database.ca), this.drill);
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
}
