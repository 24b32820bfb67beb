import { Construct } from 'constructs';
import { dumperManifest, dumpsCronJob, dumpsMap, dumpsPolicy } from './dump-cron-job';
import type { PostgresCluster } from './postgres-cluster';
import { dumperLabels } from '../parts/dump-cron-job';
import { addManifest } from '../parts/manifest-object';
import { LogicalDumps } from '../values/logical-dumps';

/** What dumps a database on a schedule. */
export class PostgresDumps extends Construct {
  constructor(database: PostgresCluster, id: string, dumps: LogicalDumps) {
    super(database, id);
    const settings = database._settings;
    const map = addManifest(this, 'Programs', dumpsMap(settings));
    addManifest(this, 'Role', dumperManifest(settings));
    addManifest(this, 'CronJob', dumpsCronJob(settings, dumps, map.name, database.ca));
    addManifest(this, 'NetworkPolicy', dumpsPolicy(settings));
    database._allowFrom({ podSelector: { matchLabels: dumperLabels(database.name) } }, undefined);
  }
}
