import { requireText } from './refusal';

/** How the operators run that the databases cannot do without: nobody fails over while they are gone. */
export class OperatorAvailability {
  /**
   * Operators that run outside the app and survive the loss of a node. It is taken on trust, and the report says so.
   * @param by who runs them, where, and how many replicas there are, in words that an auditor can follow
   * @throws when it is empty
   */
  public static attested(by: string): OperatorAvailability {
    requireText('by', by, 'say who runs the operators, where, and with how many replicas');
    return new OperatorAvailability(by);
  }

  private constructor(
    /** Who runs them, where, and how many replicas there are. */
    public readonly by: string,
  ) {}
}
