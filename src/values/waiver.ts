import { refuse, requireText } from './refusal';

/** Options of `Waiver.of`. */
export interface WaiverOptions {
  /** Id of the rule, for example `restore-drill`; docs/checklist.md lists them. */
  readonly rule: string;

  /** Why this database does not follow the rule, in words that an auditor can follow. */
  readonly reason: string;

  /**
   * Last day on which the waiver counts, as `YYYY-MM-DD`; after it the synth fails.
   * @default - it does not expire
   */
  readonly expires?: string;
}

/** A rule of the production checklist that one database does not follow, with a reason. */
export class Waiver {
  /**
   * Waives one rule.
   * @throws when the rule or the reason is empty, or the day is none; an unknown rule, a waiver that waives nothing and an
   * expired one fail the synth
   */
  public static of(options: WaiverOptions): Waiver {
    requireText('waiver.rule', options.rule, 'name the rule, see docs/checklist.md');
    requireText('waiver.reason', options.reason, 'say why this database does not follow the rule');
    const day = options.expires;
    if (day !== undefined && (!/^\d{4}-\d{2}-\d{2}$/.test(day) || new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) !== day)) {
      refuse('waiver.expires', 'be a day as YYYY-MM-DD', day, 'write for example "2027-03-31"');
    }
    return new Waiver(options.rule, options.reason, day);
  }

  /**
   * Waives, with one reason, every rule whose fulfilment costs money or outlives the database: replicas, spread, dedicated and tuned
   * nodes, storage that is kept, backups and drills. For previews and tests.
   * @param reason what the database is for
   * @throws when the reason is empty
   */
  public static notForProduction(reason: string): Waiver {
    requireText('waiver.reason', reason, 'say what this database is for');
    return new Waiver('not-for-production', reason, undefined);
  }

  private constructor(
    /** Id of the rule, or `not-for-production`. */
    public readonly rule: string,
    /** Why. */
    public readonly reason: string,
    /** Last day on which it counts; undefined when it does not expire. */
    public readonly expires?: string,
  ) {}
}
