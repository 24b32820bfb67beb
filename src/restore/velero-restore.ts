import { Construct } from 'constructs';
import { VeleroSchedule } from './velero-schedule';
import { namedByContent } from '../parts/job';
import { addManifest } from '../parts/manifest-object';
import { requireDnsLabel, requireDnsSubdomain } from '../values/kubernetes-name';
import { refuse } from '../values/refusal';

/** Properties of `VeleroRestore`. */
export interface VeleroRestoreProps {
  /** Name of the Restore; what it does adds five letters and digits, because Velero carries out a Restore once and ignores its changes. */
  readonly name: string;

  /** Schedule whose backup is restored. */
  readonly schedule: VeleroSchedule;

  /**
   * Name of the backup.
   * @default - the newest of the schedule that was completed
   */
  readonly backup?: string;
}

/**
 * Brings back what `VeleroSchedule` kept, and nothing else, whatever the backup holds; not what this library writes, which comes from the code. What
 * exists stays as it is. Remove it from the code when it is done: Velero deletes Restores with their backup, and what deploys the app would make
 * it, and so carry it out, again.
 */
export class VeleroRestore extends Construct {
  /** Name of the Restore. */
  public readonly name: string;

  /**
   * Makes the Restore.
   * @throws when a name is malformed, or there is no schedule
   */
  constructor(scope: Construct, id: string, props: VeleroRestoreProps) {
    super(scope, id);
    // with the hash it is a label's value on everything that is restored
    requireDnsLabel('name', props.name, 57);
    const { schedule, backup } = props;
    if (schedule?._filters === undefined) {
      refuse('schedule', 'be a VeleroSchedule', schedule === undefined ? undefined : typeof schedule, 'make it as it was made where the backups come from');
    }
    if (backup !== undefined) requireDnsSubdomain('backup', backup);
    const spec = {
      ...(backup === undefined ? { scheduleName: schedule.name } : { backupName: backup }),
      includedNamespaces: schedule.namespaces,
      // once more: a backup may be older than the Schedule, or made by hand
      excludedResources: schedule._filters.kinds,
      labelSelector: schedule._filters.restored,
      includeClusterResources: false,
      restorePVs: false,
      existingResourcePolicy: 'none',
    };
    this.name = namedByContent(props.name, spec);
    addManifest(this, 'Resource', { apiVersion: 'velero.io/v1', kind: 'Restore', metadata: { name: this.name, namespace: schedule.location.namespace }, spec });
  }
}
