import { Duration } from 'cdk8s';
import { refuse } from './refusal';
import { RestoreAssertion } from './restore-assertion';

/** Options of `RestoreVerification.of`. */
export interface RestoreVerificationOptions {
  /**
   * What must be true of the restored database, besides that it is up, is no replica any more, and its first database holds tables.
   * @default - nothing more
   */
  readonly assertions?: RestoreAssertion[];

  /**
   * How long the restore and its verification may take, in whole minutes. After that the verification has failed; the restore itself goes on.
   * `MongoOperator.COMMUNITY` has none: the same Job restores, and must not be cut off.
   * @default Duration.hours(24) - a restore from an object store at 10 MB/s brings back 800 GB in that time (EnterpriseDB/barman#1127)
   */
  readonly deadline?: Duration;
}

/** What is looked at when a restore is done: a Job that logs in with a read-only role and fails when something is not as it must be. */
export class RestoreVerification {
  /**
   * A verification with assertions.
   * @throws when the deadline is no whole number of minutes, or an assertion stands twice
   */
  public static of(options: RestoreVerificationOptions = {}): RestoreVerification {
    const seconds = (options.deadline ?? Duration.hours(24)).toSeconds({ integral: false });
    if (!Number.isSafeInteger(seconds) || seconds < 60 || seconds % 60 !== 0) {
      refuse('deadline', 'be whole minutes, at least one', `${seconds} s`, 'give for example Duration.hours(6)');
    }
    const assertions = options.assertions ?? [];
    const texts = assertions.map((of) => JSON.stringify([of.database, of.statement, of.withinSeconds]));
    const twice = texts.findIndex((text, i) => texts.indexOf(text) !== i);
    if (twice >= 0) refuse('assertions', 'be different ones', assertions[twice].statement, 'remove the second one');
    return new RestoreVerification(true, assertions, seconds);
  }

  /** Nothing is looked at. */
  public static none(): RestoreVerification {
    return new RestoreVerification(false, [], 0);
  }

  private constructor(
    /** Whether there is a Job. */
    public readonly enabled: boolean,
    /** What must be true of the restored database. */
    public readonly assertions: RestoreAssertion[],
    /** How long restore and verification may take, in seconds. */
    public readonly deadlineSeconds: number,
  ) {}

  /**
   * The same with another deadline.
   * @internal
   */
  public _within(seconds: number): RestoreVerification {
    return new RestoreVerification(this.enabled, this.assertions, seconds);
  }
}
