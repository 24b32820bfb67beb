import { NOT_FOR_PRODUCTION } from '../checklist/waivers';
import { RestoreOptions } from '../contracts/restorable';
import { Waiver } from '../values/waiver';

const OBJECTIVES = ['recovery-point-objective', 'recovery-time-objective'];

/** What a restored database does not follow. */
export interface RestoredWaivers {
  /** The source's. */
  readonly inherited?: readonly Waiver[];
  /** Whether it promises what its source does. Of what is not promised there is nothing to waive. */
  readonly hasObjectives: boolean;
  /** Rules that it does not meet as long as it is a restore, and why. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** Waivers of a restored database: those that were asked for or its source's, and those of what it only does when it is kept. */
export function restoredWaivers({ waivers }: Pick<RestoreOptions, 'waivers'>, { inherited = [], hasObjectives, reasons }: RestoredWaivers): Waiver[] {
  const asked = waivers ?? inherited.filter(({ rule }) => hasObjectives || !OBJECTIVES.includes(rule));
  if (asked.some(({ rule }) => rule === NOT_FOR_PRODUCTION)) return [...asked];
  const missing = Object.entries(reasons).filter(([rule]) => !asked.some((waiver) => waiver.rule === rule));
  return [...asked, ...missing.map(([rule, reason]) => Waiver.of({ rule, reason }))];
}
