import { EXAMPLES, EXAMPLES_DAY, writtenExample } from './support/examples';
import { schemaErrors } from './support/schema-check';
import { inspect } from '../src/checklist/inspect';
import { judge } from '../src/checklist/judge';
import { Manifests } from '../src/checklist/manifests';
import { score } from '../src/checklist/score';
import { pxcReader } from '../src/mysql/pxc-facts';
import { cnpgReader } from '../src/postgres/cnpg-facts';
import { READERS } from '../src/validation/readers';

const written = new Map<string, any[]>();

beforeAll(() => {
  for (const example of EXAMPLES) written.set(example, writtenExample(example));
});

const SECRETS: Record<string, RegExp> = {
  'a private key': /-----BEGIN/,
  'a key of AWS': /\b(AKIA|ASIA)[0-9A-Z]{16}\b/,
  'a password in a URL': /[a-z]:\/\/[^\s/:@"]*:[^\s/:@"]+@/i,
  'a password after its name': /\b\w*(password|passwd|secret|token)\b\s*[=:]\s*(?!\{\{ \.password \}\}|readFileSync\(|randomBytes\()[^\s,;}"'{]/i,
};

/** Literal secrets in a manifest, in words. */
function secretsIn(manifest: any): string[] {
  const found: string[] = [];
  if (manifest.kind === 'Secret' && (manifest.data ?? manifest.stringData)) found.push('a Secret with its content');
  const walk = (value: any): void => {
    if (typeof value === 'string') found.push(...Object.entries(SECRETS).filter(([, looks]) => looks.test(value)).map(([what]) => `${what}: ${value}`));
    if (typeof value !== 'object' || value === null) return;
    // an environment variable with its value
    if (/PASSWORD|SECRET|TOKEN/.test(String(value.name)) && !/_FILE$/.test(value.name) && value.value !== undefined) found.push(`${value.name}: ${value.value}`);
    for (const [key, inner] of Object.entries(value)) {
      if (/^(password|stringData)$/i.test(key) && typeof inner === 'string' && inner !== '{{ .password }}') found.push(`${key}: ${inner}`);
      walk(inner);
    }
  };
  walk(manifest);
  return found;
}

test.each<[string, any]>([
  ['a Secret with its content', { kind: 'Secret', data: { password: 'aHVudGVyMg==' } }],
  ['a variable with a password', { env: [{ name: 'PGPASSWORD', value: 'hunter2' }] }],
  ['a URL with a password', { url: 'postgresql://app:hunter2@orders-rw/app' }],
  ['a file with a password', { data: { '.pgpass': 'password=hunter2' } }],
  ['a template with a password', { data: { password: 'hunter2' } }],
])('%s is seen', (_, manifest) => {
  expect(secretsIn(manifest)).not.toEqual([]);
});

test('every example is here', () => {
  expect(EXAMPLES).toEqual(expect.arrayContaining([
    'minimal', 'production', 'existing-infrastructure', 'application', 'platform-package', 'pitr', 'disaster-recovery', 'snapshots', 'velero', 'drills',
    'mysql', 'mongo-percona', 'mongo-community', 'all-three', 'migration-postgres-logical', 'migration-postgres-dump', 'migration-mysql',
    'migration-mongo',
  ]));
});

describe.each(EXAMPLES)('%s', (example) => {
  test('writes objects that their schemas take', () => {
    const errors = written.get(example)!.flatMap((manifest) => schemaErrors(manifest).map((error) => `${manifest.kind} ${manifest.metadata.name}: ${error}`));
    expect(errors).toEqual([]);
    expect(written.get(example)!.length).toBeGreaterThan(2);
  });

  test('writes each object once', () => {
    const keys = written.get(example)!.map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.namespace ?? '-'}/${metadata.name}`);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  test('writes no secret', () => {
    expect(written.get(example)!.flatMap(secretsIn)).toEqual([]);
  });

  test('writes databases that have no finding', () => {
    const manifests = new Manifests(written.get(example)!);
    const databases = manifests.all.flatMap((manifest) => {
      const reader = READERS.find((each) => each.reads(manifest));
      return reader ? [judge(reader.read(manifest, manifests), EXAMPLES_DAY, { violations: inspect(manifest, manifests) })] : [];
    });
    expect(databases.length).toBeGreaterThan(0);
    for (const { results, problems } of databases) {
      expect(results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown').map(({ rule, found }) => `${rule.id}: ${found}`)).toEqual([]);
      expect(problems).toEqual([]);
    }
  });
});

test('the production example passes 24 of 24 boxes, waives none and vouches for its operators', () => {
  const manifests = new Manifests(written.get('production')!);
  const report = judge(cnpgReader.read(manifests.find('postgresql.cnpg.io', 'Cluster', 'database', 'orders')!, manifests), EXAMPLES_DAY);
  const { results } = report;
  expect(score(report)).toBe('24 of 24, 3 attested; operators-survive attested; recovery-point-objective met; recovery-time-objective met');
  expect(results.filter(({ outcome }) => outcome === 'waived')).toEqual([]);
});

test('the example of MySQL waives nothing', () => {
  const manifests = new Manifests(written.get('mysql')!);
  const { results } = judge(pxcReader.read(manifests.find('pxc.percona.com', 'PerconaXtraDBCluster', 'database', 'carts')!, manifests), EXAMPLES_DAY);
  expect(results.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
});
