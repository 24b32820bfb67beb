import { Construct } from 'constructs';
import { SnapshotSettings } from './backup-settings';
import { snapshotScheduleManifest } from './cnpg-snapshots';
import type { PostgresCluster } from './postgres-cluster';
import { prunerCronJob, prunerPolicy, prunerPrograms } from './snapshot-pruner';
import { prunerAccess } from './snapshot-pruner-access';
import { addManifest } from '../parts/manifest-object';

/** Snapshots of a database's volumes on a schedule, and what deletes the old ones. */
export class PostgresSnapshots extends Construct {
  constructor(database: PostgresCluster, id: string, snapshots: SnapshotSettings) {
    super(database, id);
    const settings = database._settings;
    addManifest(this, 'Schedule', snapshotScheduleManifest(settings, snapshots), 'backup.snapshots');
    prunerAccess(settings).forEach((manifest) => addManifest(this, manifest.kind, manifest, 'backup.snapshots'));
    const programs = addManifest(this, 'Programs', prunerPrograms(settings));
    addManifest(this, 'Pruner', prunerCronJob(settings, snapshots, programs.name));
    addManifest(this, 'PrunerPolicy', prunerPolicy(settings));
  }
}
