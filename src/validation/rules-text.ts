import { Requirement } from '../checklist/rule';

/** A line for each rule: what it is called, what is at stake, and what it asks for. */
export function rulesText(rules: readonly Requirement[]): string {
  const idWidth = Math.max(...rules.map(({ id }) => id.length));
  const severityWidth = Math.max(...rules.map(({ severity }) => severity.length));
  return rules.map(({ id, severity, title }) => `${id.padEnd(idWidth)}  ${severity.padEnd(severityWidth)}  ${title}\n`).join('');
}

/** All that there is to say of one rule. */
export function ruleText({ id, group, severity, title, why, fix, source }: Requirement): string {
  return [`${id} (${group}, ${severity}): ${title}`, `Why: ${why}`, `How to meet it: ${fix}`, `Source: ${source}`].join('\n\n') + '\n';
}
