/** What is promised for the day that the volumes are lost, and what was measured of a restore; undefined what is neither. */
export interface ObjectiveFacts {
  readonly recoveryPointSeconds?: number;
  readonly recoveryTimeSeconds?: number;
  readonly restoreMebibytesPerSecond?: number;
  readonly replayMebibytesPerSecond?: number;
  readonly replicaMebibytesPerSecond?: number;
  readonly startSeconds?: number;
}

/** Whether a commit waits for other instances. */
export interface ReplicationFacts {
  /** How many must have it; 0 for none. */
  readonly waitsFor: number;
  /** Whether it waits for ever when too few answer, or goes on with those that do. */
  readonly required: boolean;
}
