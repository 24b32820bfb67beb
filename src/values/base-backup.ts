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

/** How the tools of the engines name a backup (Barman 3.13; Percona XtraDB Cluster operator 1.20.0, pxc_backup_types.go; Percona Backup for MongoDB 2.12.0). */
export const IDS = {
  postgres: /^\d{8}T\d{6}$/,
  mysql: /^[a-z]([-a-z0-9]*[a-z0-9])?-\d{4}-\d\d-\d\d-\d\d:\d\d:\d\d-full$/,
  mongo: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
};

/** What a restore starts from, before it replays the log up to the recovery point. */
export class BaseBackup {
  /**
   * A backup in the object store.
   * @param id as the engine's tool names it. PostgreSQL (Barman): `20260324T030000`, `status.backupId` of the Backup. MySQL: `carts-2026-03-24-03:00:00-full`,
   * and MongoDB: `2026-03-24T03:00:00Z`, both the last part of `status.destination` of the operator's Backup; of a dump by `MongoOperator.COMMUNITY` the time at which it began, which is its name
   * @throws when it is no such id
   */
  public static id(id: string): BaseBackup {
    if (typeof id !== 'string' || !Object.values(IDS).some((form) => form.test(id))) {
      refuse('id', 'be the id of a backup', id, 'give for example "20260324T030000" (PostgreSQL), "carts-2026-03-24-03:00:00-full" (MySQL) or "2026-03-24T03:00:00Z" (MongoDB)');
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
