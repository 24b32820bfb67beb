/** What the operator of a database makes of it. Nobody else may bring it back: restored over a living operator, it is fought over or taken for new. */
export interface OperatedObjects {
  /** Key of the label that the operator gives to what it makes. */
  readonly label: string;
  /** Kinds that the operator acts on, as `<plural>.<group>`. */
  readonly kinds: readonly string[];
  /** Whether the operator makes backups of the data. */
  readonly backedUp: boolean;
}
