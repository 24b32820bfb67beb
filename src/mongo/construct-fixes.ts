import { Fixes } from '../checklist/fixes';
import { Manifest } from '../checklist/manifests';
import { RULES } from '../checklist/rules';
import { MANAGED_BY } from '../parts/manifest-object';

const NO_DRILL = 'Rehearse it by hand, and waive the rule with how and how often: no drill of this library knows MongoDB yet.';
const NO_FIGURES = 'Set objectives: Objectives.of({ recoveryPoint, recoveryTime, restoreThroughput, replayThroughput }) to what a restore was measured to give, and '
  + 'workload: Workload.of({ dataSize, logPerDay }) to what there is to restore; where that takes too long, promise what can be kept.';

const OWN: Fixes = { 'restore-drill': NO_DRILL, 'failover-drill': NO_DRILL, 'recovery-time-objective': NO_FIGURES };

/** How to meet the rules: in the words of the construct where it wrote the manifest, and otherwise in the operator's. */
export function fixesOf({ metadata: { labels = {} } }: Manifest, operators: Fixes): Fixes {
  const isOurs = Object.entries(MANAGED_BY).every(([key, value]) => labels[key] === value);
  return isOurs ? Object.fromEntries(RULES.map(({ id, fix }) => [id, OWN[id] ?? firstHalf(fix)])) : operators;
}

/** What a rule says before it speaks of somebody else's YAML. */
function firstHalf(fix: string): string {
  const [half] = fix.split('; in YAML: ');
  return half.endsWith('.') ? half : `${half}.`;
}
