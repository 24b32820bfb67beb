import { cut } from './legible';
import { markdownWords } from './markdown-text';
import { PROBLEM } from './problem';
import { OBJECT_RULES } from '../checklist/object-rules';
import { Requirement } from '../checklist/rule';
import { RULES } from '../checklist/rules';
import { Severity } from '../checklist/severity';

/** Always all of them, whatever was found: GitHub tells runs apart by their results. */
export const SARIF_REQUIREMENTS: readonly Requirement[] = [...RULES, ...OBJECT_RULES, PROBLEM];

/** GitHub's words: `level` for every tool, `problem.severity` for what is not about security. */
const GRAVITY: Readonly<Record<Severity, { level: string; problem: string }>> = {
  [Severity.DATA_LOSS]: { level: 'error', problem: 'error' },
  [Severity.OUTAGE]: { level: 'error', problem: 'error' },
  [Severity.EXPOSURE]: { level: 'error', problem: 'error' },
  [Severity.HYGIENE]: { level: 'warning', problem: 'warning' },
};

/** `high` on GitHub: from 7.0 to 8.9. Only for exposure: a rule that has one is a security rule there. */
const SECURITY_SEVERITY = '8.0';

/** GitHub cuts descriptions off here. */
const LONGEST_DESCRIPTION = 1024;

const HOW_TO = 'https://github.com/cdk8s-databases/cdk8s-databases/blob/main/docs/checklist.md';

export function levelOf({ severity }: Requirement): string {
  return GRAVITY[severity].level;
}

/** A rule as SARIF's `reportingDescriptor`. */
export function sarifRule(rule: Requirement): object {
  const { id, title, why, fix, source, severity } = rule;
  return {
    id,
    shortDescription: { text: cut(title, LONGEST_DESCRIPTION) },
    fullDescription: { text: cut(why, LONGEST_DESCRIPTION) },
    helpUri: rule === PROBLEM ? HOW_TO : `${HOW_TO}#${id}`,
    help: {
      text: `${title}. Why: ${why} How to meet it: ${fix} Source: ${source}`,
      markdown: [
        `**Why.** ${markdownWords(why)}`, `**How to meet it.** ${markdownWords(fix)}`, `**Source.** ${markdownWords(source)}`,
      ].join('\n\n'),
    },
    defaultConfiguration: { level: levelOf(rule) },
    properties: {
      'tags': ['kubernetes', 'database', severity, ...(severity === Severity.EXPOSURE ? ['security'] : [])],
      'precision': 'high',
      'problem.severity': GRAVITY[severity].problem,
      ...(severity === Severity.EXPOSURE && { 'security-severity': SECURITY_SEVERITY }),
    },
  };
}
