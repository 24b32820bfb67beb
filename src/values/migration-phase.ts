/** How far a migration is to go. Each phase is a Job of its own, which looks at what the ones before it left, and refuses what does not follow. */
export enum MigrationPhase {
  /** The source is looked at and nothing is changed: a report of what stands in the way. */
  ASSESS = 'assess',
  /** The schema is brought to the target, what is replicated is published, and the front leads to the source. */
  PREPARE = 'prepare',
  /** The target copies the source, follows it, and is compared with it again and again. Of `MigrationMethod.LOGICAL_REPLICATION`. */
  REPLICATE = 'replicate',
  /** The source is dumped into the target. Of `MigrationMethod.DUMP`. */
  COPY = 'copy',
  /** Writes stop at the source, and clients go to the target. */
  SWITCH = 'switch',
  /** What the migration left at both servers goes, once a backup of the target has what was moved; from there is no way back. */
  CONFIRM = 'confirm',
  /** Clients go back to the source, with what they wrote meanwhile. Of `MigrationMethod.LOGICAL_REPLICATION`. */
  RETURN = 'return',
}
