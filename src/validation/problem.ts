import { Requirement, RuleGroup } from '../checklist/rule';
import { Severity } from '../checklist/severity';

/** What a problem breaks, for formats that know results of rules only. */
export const PROBLEM: Requirement = {
  id: 'checklist-problem',
  group: RuleGroup.BEYOND_THE_GUIDE,
  title: 'Waivers are valid, and the database can be read',
  why: 'A waiver that is not valid waives nothing, and a database that cannot be read is not judged.',
  fix: 'Correct what the message names.',
  source: 'https://github.com/cdk8s-databases/cdk8s-databases/blob/main/docs/checklist.md',
  costly: false,
  severity: Severity.HYGIENE,
};
