import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Fixes } from '../src/checklist/fixes';
import { OBJECT_RULES } from '../src/checklist/object-rules';
import { Requirement, RuleGroup } from '../src/checklist/rule';
import { RULES } from '../src/checklist/rules';
import { CRUNCHY_FIXES } from '../src/crunchy/crunchy-fixes';
import { ZALANDO_FIXES } from '../src/zalando/zalando-fixes';

const PAGE = join(__dirname, '../docs/checklist.md');

const SINGLE_MANIFESTS = 'Mistakes in single manifests';

/** Whose words stand beside the rules' own; what has no operator has words for each engine, too many for a page. */
const OTHERS: ReadonlyArray<readonly [string, Fixes]> = [['In a Zalando `postgresql`', ZALANDO_FIXES], ['In a Crunchy `PostgresCluster`', CRUNCHY_FIXES]];

/** docs/checklist.md, from the rules. */
export function checklistPage(rules: readonly Requirement[], objectRules: readonly Requirement[]): string {
  const groups: ReadonlyArray<{ group: string; inGroup: readonly Requirement[] }> = [
    ...Object.values(RuleGroup).map((group) => ({ group, inGroup: rules.filter((rule) => rule.group === group) })),
    { group: SINGLE_MANIFESTS, inGroup: objectRules },
  ];
  return [
    '# The production checklist',
    '',
    'Every database is held against these rules when it is synthesized, and by `cdk8s-databases check` in any manifests.',
    'A rule that is not met, or of which the input does not show whether it is, fails the synth, unless the database waives it with a reason:',
    '`Waiver.of({ rule, reason, expires })`. `Waiver.notForProduction(reason)` waives, of those that are not met, every rule that says so below.',
    '',
    'The guide that the sources name is "Running Databases on Kubernetes Complete Guide: StatefulSet, Operators, Backup and Recovery Strategies", with its',
    'sections; the 24 boxes are its section 12. What is beyond the guide is not counted among them. Mistakes in single manifests are looked for in the',
    'database\'s own resource when it is synthesized, and in every object by [`cdk8s-databases check`](check.md).',
    '',
    'How to meet a rule is said for the constructs and for CloudNativePG, and for the other operators where it is done otherwise there. For a database without an',
    'operator `cdk8s-databases check` says it in the words of the engine.',
    '',
    'Written by `scripts/checklist-docs.ts` from `src/checklist/rules` and `src/checklist/object-rules`.',
    '',
    ...groups.flatMap(({ group, inGroup }) => [`- ${group}`, ...inGroup.map(({ id, title }) => `  - [${id}](#${id}): ${title}`)]),
    ...groups.flatMap(({ group, inGroup }) => ['', `## ${group}`, ...inGroup.flatMap(group === SINGLE_MANIFESTS ? ruleText : boxText)]),
    '',
  ].join('\n');
}

function boxText(box: Requirement): string[] {
  return [...ruleText(box), '', `**Waived by \`notForProduction\`.** ${box.costly ? 'Yes.' : 'No: a preview meets it too.'}`];
}

function ruleText({ id, title, why, fix, source, severity }: Requirement): string[] {
  return [
    '', `### ${id}`,
    '', `${title}.`,
    '', `**At stake.** ${severity.replace('-', ' ')}.`,
    '', `**Why.** ${why}`,
    '', `**How to meet it.** ${fix}`,
    ...OTHERS.flatMap(([where, fixes]) => (fixes[id] === undefined ? [] : ['', `**${where}.** ${fixes[id]}`])),
    '', `**Source.** ${source}.`,
  ];
}

if (require.main === module) {
  const page = checklistPage(RULES, OBJECT_RULES);
  if (!process.argv.includes('--check')) {
    writeFileSync(PAGE, page);
  } else if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== page) {
    process.stderr.write('docs/checklist.md must say what the rules say, got something else; run scripts/checklist-docs.ts\n');
    process.exitCode = 1;
  }
}
