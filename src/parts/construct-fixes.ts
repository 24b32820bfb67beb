import { MANAGED_BY } from './manifest-object';
import { Fixes } from '../checklist/fixes';
import { Manifest } from '../checklist/manifests';
import { RULES } from '../checklist/rules';

/** What a construct makes of an engine, as far as the rules cannot say it. */
interface Constructed {
  /** How to meet the rules where somebody else wrote the manifest, in the operator's words. */
  readonly operators: Fixes;
  /** Rules that are met otherwise here than in PostgreSQL, of which they speak. */
  readonly own?: Fixes;
}

const NO_FIGURES = 'Set objectives: Objectives.of({ recoveryPoint, recoveryTime, restoreThroughput, replayThroughput }) to what a restore was measured to give, and '
  + 'workload: Workload.of({ dataSize, logPerDay }) to what there is to restore; where that takes too long, promise what can be kept.';

/** How to meet the rules: in the words of the construct where it wrote the manifest, and otherwise in the operator's. */
export function constructFixes({ metadata: { labels = {} } }: Manifest, { operators, own = {} }: Constructed): Fixes {
  const isOurs = Object.entries(MANAGED_BY).every(([key, value]) => labels[key] === value);
  if (!isOurs) return operators;
  const words: Fixes = { 'recovery-time-objective': NO_FIGURES, ...own };
  return Object.fromEntries(RULES.map(({ id, fix }) => [id, words[id] ?? firstHalf(fix)]));
}

/** What a rule says before it speaks of somebody else's YAML. */
function firstHalf(fix: string): string {
  const [half] = fix.split('; in YAML: ');
  return half.endsWith('.') ? half : `${half}.`;
}
