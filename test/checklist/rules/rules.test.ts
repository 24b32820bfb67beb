import { readdirSync } from 'fs';
import { join } from 'path';
import { AVAILABILITY_CASES } from './availability-cases';
import { BACKUP_CASES } from './backup-cases';
import { BEYOND_CASES } from './beyond-cases';
import { MONITORING_CASES } from './monitoring-cases';
import { OBJECTIVE_CASES } from './objective-cases';
import { PERFORMANCE_CASES } from './performance-cases';
import { SECURITY_CASES } from './security-cases';
import { STORAGE_CASES } from './storage-cases';
import { RuleGroup } from '../../../src/checklist/rule';
import { RULES } from '../../../src/checklist/rules';

const CASES = [
  ...STORAGE_CASES, ...AVAILABILITY_CASES, ...BACKUP_CASES, ...SECURITY_CASES, ...MONITORING_CASES, ...PERFORMANCE_CASES, ...BEYOND_CASES,
  ...OBJECTIVE_CASES,
];
const BOXES = RULES.filter((rule) => rule.group !== RuleGroup.BEYOND_THE_GUIDE);
const FOLDER = join(__dirname, '../../../src/checklist/rules');

test.each(CASES.map((of) => [of.rule, of.when, of] as const))('%s, when %s', (id, _, { facts, finding }) => {
  expect(RULES.find((rule) => rule.id === id)!.check(facts)).toEqual(finding);
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('is exported from the file of its name, under its name', () => {
    const name = id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
    expect(jest.requireActual(join(FOLDER, id))).toEqual(expect.objectContaining({ [name]: rule }));
  });

  test('says in whole sentences why and how, and in words what and from where', () => {
    expect(rule.why).toMatch(/^[A-Z].*\.$/);
    expect(rule.fix).toMatch(/^[A-Z].*in YAML: .*\.$/);
    expect(rule.source).toMatch(BOXES.includes(rule) ? /Running Databases on Kubernetes guide, .*12/ : /docs/);
    expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
  });

  // nobody can see that logs are not collected: what is not in the input may still be there
  test.each(id === 'logs-collected' ? ['pass', 'unknown'] : ['pass', 'fail'])('has a case of %s', (outcome) => {
    expect(CASES.filter((of) => of.rule === id).map((of) => of.finding.outcome)).toContain(outcome);
  });
});

test('the list holds every file of the folder', () => {
  const files = readdirSync(FOLDER).filter((file) => file !== 'index.ts').map((file) => file.replace(/\.ts$/, ''));
  expect(RULES.map((rule) => rule.id).sort()).toEqual(files.sort());
});

test('each of the guide\'s six groups has its four boxes, in the order of the guide, and what is beyond it comes last', () => {
  const groups = Object.values(RuleGroup).slice(0, 6).flatMap((group) => [group, group, group, group]);
  expect(RULES.map((rule) => rule.group)).toEqual([...groups, ...RULES.slice(24).map(() => RuleGroup.BEYOND_THE_GUIDE)]);
});

test('what costs money or outlives the database is what a preview may leave out', () => {
  expect(RULES.filter((rule) => rule.costly).map((rule) => rule.id)).toEqual([
    'storage-retained', 'storage-headroom', 'storage-performance',
    'three-instances', 'disruption-budget', 'spread-across-nodes-and-zones', 'failover-drill',
    'backup-scheduled', 'log-archived', 'restore-drill', 'retention-30-days',
    'kernel-tuned', 'dedicated-nodes',
    'operators-survive', 'votes-hold-data', 'recovery-point-objective', 'recovery-time-objective',
  ]);
});
