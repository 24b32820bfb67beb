/** A write that the database acknowledged. */
export interface AcknowledgedWrite {
  readonly n: number;
  /** Seconds since 1970, by the clock of the probe's pod. */
  readonly at: number;
}

/** What a probe saw. */
export class WriteLog {
  /** @param text lines `number time` of acknowledged, `number` of failed writes */
  public static parse(text: string): WriteLog {
    const lines = text.split('\n').map((line) => /^(\d+)(?: (\d+\.\d+))?$/.exec(line.trim())).filter((match) => match !== null);
    const acknowledged = lines.filter(([, , at]) => at !== undefined).map(([, n, at]) => ({ n: Number(n), at: Number(at) }));
    return new WriteLog(acknowledged.sort((a, b) => a.at - b.at), lines.length - acknowledged.length);
  }

  private constructor(public readonly acknowledged: readonly AcknowledgedWrite[], public readonly failed: number) {}

  /** The longest time without an acknowledged write, in seconds. */
  public get longestGap(): number {
    return Math.max(0, ...this.gaps());
  }

  /** All times without a write that lasted longer than a second, together. */
  public get unavailable(): number {
    return this.gaps().filter((gap) => gap > 1).reduce((sum, gap) => sum + gap, 0);
  }

  /** Acknowledged writes that are not among the numbers in the table. */
  public lost(inTable: ReadonlySet<number>): number {
    return this.acknowledged.filter(({ n }) => !inTable.has(n)).length;
  }

  private gaps(): number[] {
    return this.acknowledged.slice(1).map(({ at }, i) => at - this.acknowledged[i].at);
  }
}
