import { GOOD } from './good-facts';
import { DatabaseFacts } from '../../src/checklist/facts';
import { FieldPath } from '../../src/checklist/field';
import { judge } from '../../src/checklist/judge';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { ObjectReport, Problem, Result } from '../../src/checklist/report';
import { Requirement } from '../../src/checklist/rule';
import { RULES } from '../../src/checklist/rules';
import { CheckResult } from '../../src/validation/check';
import { JudgedDatabase } from '../../src/validation/read-databases';

const NOW = new Date('2026-03-31T00:00:00Z');

/** What strangers' YAML may hold in a name, a reason or a value. */
export const HOSTILE: readonly string[] = [
  'a\nb', '\n## Heading\n- [ ] task', 'a|b', ']]>', '<script>alert(1)</script>', '"\'><img src=x onerror=alert(1)>', '--><!--', '&lt;b&gt;', '${a} $x$ `code` ```',
  '\u001b[31mred\u0007', '\u009b31m', '\u202egnirts', '\ud800', '\ufffe', '\u0000', '[a](https://evil.example)', '@everyone #1 https://evil.example www.evil.example',
  '{0}', 'x'.repeat(10_000), '\u{1f600}'.repeat(500), '<!DOCTYPE a [<!ENTITY b "c">]>&b;',
];

/** The rule of that id. */
export function ruleOf(id: string): Requirement {
  return RULES.find((rule) => rule.id === id)!;
}

/** A database that every rule passes but for what these facts spoil. */
export function database(facts: Partial<DatabaseFacts> = {}): JudgedDatabase {
  const { name, namespace, kind } = { ...GOOD, ...facts };
  return { manifest: { apiVersion: 'postgresql.cnpg.io/v1', kind, metadata: { name, namespace } }, report: judge({ ...GOOD, ...facts }, NOW) };
}

/** A database whose reader threw. */
export function unreadable(found: string): JudgedDatabase {
  const { manifest, report } = database();
  return { manifest, report: { ...report, engine: 'unknown', operator: 'unknown', results: [], problems: [{ found }] } };
}

/** A ConfigMap with a password in it. */
export function configMap(found = 'password is plain text', path: FieldPath = ['data', 'password'], more: Partial<Result> = {}): ObjectReport {
  const manifest: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' } };
  const rule = ruleOf('secrets-external');
  return { manifest, results: [{ rule, outcome: 'fail', found, fix: rule.fix, at: { of: manifest, path }, ...more }], problems: [] };
}

/** A waivers file of which an entry is wrong. */
export function waiversFile(index = 0, problem: Partial<Problem> = {}): ObjectReport {
  const manifest: Manifest = { apiVersion: 'cdk8s-databases.io/v1', kind: 'Waivers', metadata: { name: 'waivers' } };
  return { manifest, results: [], problems: [{ found: 'orders: waiver "x" is wrong', waiver: 'orders: x', at: { of: manifest, path: [index] }, ...problem }] };
}

/** An object stands in `dist/<name>.yaml`, from a line of its own on and a field deeper. */
export function checkResult(parts: Partial<CheckResult> = {}, firstLine = 10): CheckResult {
  return {
    databases: [],
    objects: [],
    unread: [],
    manifests: new Manifests([]),
    positions: { of: ({ of, path }) => ({ file: `dist/${of.metadata.name}.yaml`, line: firstLine + path.length, column: 3 }) },
    ...parts,
  };
}

/** The same text wherever strangers' YAML may put it. */
export function hostile(text: string): CheckResult {
  const judged = database({
    name: text,
    namespace: text,
    kind: text,
    operator: text,
    instances: 1,
    workload: {},
    drills: { restore: [], failover: [] },
    remarks: [text],
    logs: { what: text, attested: true },
    waivers: [{ rule: 'restore-drill', reason: text }, { rule: text, reason: text }],
  });
  const { manifest, results: [result] } = configMap(text);
  const named = { ...manifest, kind: text, metadata: { name: text, namespace: text } };
  return checkResult({
    databases: [judged],
    objects: [{ manifest: named, results: [{ ...result, at: { of: named, path: [text] } }], problems: [{ found: text }] }],
    unread: [{ file: text, line: 1, reason: text, broken: true }, { file: text, reason: text, broken: false }],
  });
}
