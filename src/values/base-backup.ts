import { requireDnsSubdomain } from './kubernetes-name';
import { refuse } from './refusal';

/** Options of `BaseBackup.snapshot`: names of VolumeSnapshots of one moment, in the namespace of the restored database. */
export interface SnapshotBaseBackupOptions {
  /** Name of the VolumeSnapshot of the data volume. */
  readonly data: string;

  /** Name of the VolumeSnapshot of the volume of the write-ahead log: every `PostgresCluster` has such a volume. */
  readonly wal: string;

  /**
   * By tablespace, the name of the VolumeSnapshot of its volume.
   * @default - none: the source has no tablespaces
   */
  readonly tablespaces?: { readonly [tablespace: string]: string };
}

/** What a restore starts from, before it replays the log up to the recovery point. */
export class BaseBackup {
  /**
   * A backup in the object store.
   * @param id as Barman names it, for example `20260324T030000`: `status.backupId` of the Backup
   * @throws when it is no such id
   */
  public static id(id: string): BaseBackup {
    if (typeof id !== 'string' || !/^\d{8}T\d{6}$/.test(id)) {
      refuse('id', 'be the id of a backup', id, 'give status.backupId of the Backup, for example "20260324T030000"');
    }
    return new BaseBackup(id);
  }

  /**
   * Snapshots of the volumes, made together by one Backup of the operator. The log still comes from the object store.
   * @throws when a name is no name of an object
   */
  public static snapshot(options: SnapshotBaseBackupOptions): BaseBackup {
    requireDnsSubdomain('data', options.data);
    requireDnsSubdomain('wal', options.wal);
    for (const [tablespace, name] of Object.entries(options.tablespaces ?? {})) requireDnsSubdomain(`tablespaces.${tablespace}`, name);
    return new BaseBackup(undefined, options.data, options.wal, options.tablespaces);
  }

  private constructor(
    /** Id of a backup in the object store; undefined for snapshots. */
    public readonly backupId?: string,
    /** VolumeSnapshot of the data volume; undefined for a backup in the object store. */
    public readonly dataSnapshot?: string,
    /** VolumeSnapshot of the volume of the write-ahead log; undefined for a backup in the object store. */
    public readonly walSnapshot?: string,
    /** VolumeSnapshots of the tablespaces, by tablespace; undefined when there are none. */
    public readonly tablespaceSnapshots?: { readonly [tablespace: string]: string },
  ) {}
}
