/** How the data comes from the machine. */
export enum MigrationMethod {
  /** The target follows the source until the switch, and the source the target from then on: a write stop of seconds, and a way back without loss. */
  LOGICAL_REPLICATION = 'logical-replication',
  /** The source is dumped and restored while nobody writes: a write stop as long as the copy takes, and no way back for what is written after it. */
  DUMP = 'dump',
}
