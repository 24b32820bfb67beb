import { Construct } from 'constructs';
import type { MySqlCluster } from './mysql-cluster';
import { probeUser, rehearsedFailover, requireDrillable } from './mysql-failover';
import { MYSQL_PORT } from './pxc-network';
import { DRILLER } from '../checklist/readers/drills';
import { FailoverRehearsal } from '../contracts/fails-over';
import { reserveName } from '../parts/manifest-object';
import { addFailoverDrill } from '../restore/failover-drill-objects';
import { drillerLabels, failoverDrillSettings } from '../restore/failover-drill-settings';

/** What a drill is made from. */
export interface MySqlFailoverDrillProps {
  readonly database: MySqlCluster;
  readonly rehearsal: FailoverRehearsal;
}

/** Rehearses the failover of a PerconaXtraDBCluster: who writes meanwhile, who makes it fail, what these may, and who hears of it. */
export class MySqlFailoverDrill extends Construct {
  constructor(scope: Construct, id: string, { database, rehearsal }: MySqlFailoverDrillProps) {
    super(scope, id);
    const { name, namespace, _settings: settings, endpoints, ca } = database;
    const drill = failoverDrillSettings(name, rehearsal);
    requireDrillable(settings, drill);

    // who writes
    reserveName(this, 'MySQL user', namespace, `${name}/${DRILLER}`, 'role');
    database._allowUser(probeUser());
    database._allowFrom({ podSelector: { matchLabels: drillerLabels(name) } }, MYSQL_PORT);

    addFailoverDrill(this, rehearsedFailover(settings, endpoints.readWrite, ca), drill);
  }
}
