import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { VeleroFilters, veleroFilters } from './velero-filters';
import { IDatabase } from '../contracts/database';
import { kept } from '../parts/kept';
import { addManifest } from '../parts/manifest-object';
import { requireDnsLabel } from '../values/kubernetes-name';
import { refuse } from '../values/refusal';
import { Schedule } from '../values/schedule';
import { VeleroLocation } from '../values/velero-location';

/** Properties of `VeleroSchedule`. */
export interface VeleroScheduleProps {
  /** Name of the Schedule in Velero's namespace. Its backups are called after it, with the time. */
  readonly name: string;

  /** Databases whose namespaces are kept. Their own backups keep their data. */
  readonly databases: IDatabase[];

  /** Where Velero keeps the backups. */
  readonly location: VeleroLocation;

  /**
   * When backups are made.
   * @default Schedule.daily('01:00')
   */
  readonly schedule?: Schedule;

  /**
   * How long each backup is kept: whole hours, at least as long as until the next but one is made, so that there is always one.
   * @default Duration.days(30)
   */
  readonly retention?: Duration;

  /**
   * More kinds that are left out, as `<plural>.<group>` or, of Kubernetes' core, `<plural>`: what another operator in these namespaces makes.
   * @default - none
   */
  readonly leaveOut?: string[];
}

/**
 * Velero's backups of the namespaces that hold databases: everything that was declared there, for the day on which the Kubernetes cluster is gone.
 * The databases themselves are left out, with all that their operator makes of them: volumes, Pods, Services, Secrets. They come back by
 * `PitrRestore`, from their own backups. docs/velero.md has the whole way back.
 */
export class VeleroSchedule extends Construct {
  /** Name of the Schedule. */
  public readonly name: string;
  /** Where Velero keeps the backups. */
  public readonly location: VeleroLocation;
  /** Namespaces that are kept. */
  public readonly namespaces: string[];
  /** @internal */
  public readonly _filters: VeleroFilters;

  /**
   * Makes the Schedule.
   * @throws when there is no database, one has no backups of its own, backups would be deleted before the next ones are made, or the app makes
   * BackupStorageLocations and `location` is none of them (at synth)
   */
  constructor(scope: Construct, id: string, props: VeleroScheduleProps) {
    super(scope, id);
    // the name and 15 characters of time are a label's value on everything that is restored
    requireDnsLabel('name', props.name, 48);
    if (!props.location) {
      refuse('location', 'be given', undefined, 'name the BackupStorageLocation, for example VeleroLocation.existing("default")');
    }
    requireOwnBackups(props.databases);
    (props.leaveOut ?? []).forEach(requireKind);
    this.name = props.name;
    this.location = props.location;
    this.namespaces = [...new Set(props.databases.map(({ namespace }) => namespace))].sort();
    this._filters = veleroFilters(props.databases.map((database) => database._operated()), props.leaveOut ?? []);
    const schedule = props.schedule ?? Schedule.daily('01:00');
    this.addSchedule(schedule, ttl(props.retention ?? Duration.days(30), schedule));
    this.node.addValidation({ validate: () => this.locationProblems() });
  }

  private addSchedule(schedule: Schedule, hours: number): void {
    // Velero copies the annotations to Backups, too, which Argo CD would otherwise take for its own and delete (Velero issues 2975 and 5836)
    addManifest(this, 'Resource', kept({
      apiVersion: 'velero.io/v1',
      kind: 'Schedule',
      metadata: { name: this.name, namespace: this.location.namespace },
      spec: {
        schedule: schedule.fiveFields,
        // Velero writes it otherwise, and what deploys the app would take it back
        skipImmediately: false,
        // Backups outlive their Schedule
        useOwnerReferencesInBackup: false,
        template: {
          // without labels of their own Backups get the Schedule's, and with them Argo CD's
          metadata: { labels: { 'app.kubernetes.io/part-of': this.name } },
          includedNamespaces: this.namespaces,
          excludedNamespaceScopedResources: this._filters.kinds,
          // the ones come with the operators, the others with the data
          excludedClusterScopedResources: ['customresourcedefinitions.apiextensions.k8s.io', 'persistentvolumes'],
          labelSelector: this._filters.kept,
          snapshotVolumes: false,
          defaultVolumesToFsBackup: false,
          snapshotMoveData: false,
          storageLocation: this.location.name,
          ttl: `${hours}h0m0s`,
        },
      },
    }));
  }

  /** Velero would make no backup, and say so only in the status of each. */
  private locationProblems(): string[] {
    const { name, namespace } = this.location;
    const locations = this.node.root.node.findAll()
      .filter((construct) => ApiObject.isApiObject(construct) && construct.kind === 'BackupStorageLocation' && construct.apiGroup === 'velero.io')
      .map((object) => (object as ApiObject).toJson())
      .filter(({ metadata }) => metadata.namespace === namespace);
    if (locations.length === 0) return [];
    const found = locations.find(({ metadata }) => metadata.name === name);
    if (!found) {
      const names = locations.map(({ metadata }) => metadata.name).join(', ');
      return [`location must be one of the app's BackupStorageLocations in namespace ${namespace} (${names}), got ${JSON.stringify(name)}; correct the name`];
    }
    if (found.spec?.accessMode !== 'ReadOnly') return [];
    return [`location must be written to, got ${JSON.stringify(name)} with accessMode ReadOnly; choose another BackupStorageLocation`];
  }
}

function requireOwnBackups(databases: readonly IDatabase[]): void {
  if (!Array.isArray(databases) || databases.length === 0) refuse('databases', 'name at least one database', databases, 'give those whose namespaces are kept');
  for (const database of databases) {
    if (typeof database?._operated !== 'function') {
      refuse('databases', 'be databases of this library', database === undefined ? undefined : typeof database, 'give for example a PostgresCluster');
    }
    if (!database._operated().backedUp) {
      refuse('databases', 'have backups of their own, because Velero leaves their volumes out', database.name, 'give their platform `backups`');
    }
  }
}

// Velero takes the plural's other forms, too; one is enough
function requireKind(kind: string): void {
  if (typeof kind !== 'string' || !/^[a-z][a-z0-9]*(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(kind)) {
    refuse('leaveOut', 'name kinds as <plural>.<group>', kind, 'write for example "clusters.postgresql.cnpg.io", or "configmaps"');
  }
  if (kind === 'namespaces') refuse('leaveOut', 'leave the namespaces themselves', kind, 'without them Velero makes them without their labels: remove it');
}

function ttl(retention: Duration, schedule: Schedule): number {
  const hours = retention.toHours({ integral: false });
  if (!Number.isInteger(hours) || hours < 1) refuse('retention', 'be whole hours, at least one', `${retention.toSeconds({ integral: false })} s`, 'give for example Duration.days(30)');
  const least = Math.ceil(2 * schedule.longestGapSeconds / 3600);
  if (hours < least) {
    refuse('retention', `be at least twice the longest time between two backups (${least} h), or after one failed backup there is none`, `${hours} h`, 'keep them longer, or make them more often');
  }
  return hours;
}
