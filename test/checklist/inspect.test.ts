import { inspect, objectReport } from '../../src/checklist/inspect';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { objectRule } from '../../src/checklist/object-rule';
import { Severity } from '../../src/checklist/severity';

const NOW = new Date('2026-11-01');
const words = { title: 'No key is bad', why: 'It is bad.', fix: 'Remove it.', source: 'a test', severity: Severity.HYGIENE };
const noBadKey = objectRule({ ...words, id: 'no-bad-key', check: ({ data }) => (data?.bad ? [{ found: 'bad is there', path: ['data', 'bad'] }] : []) });
const broken = objectRule({ ...words, id: 'broken', check: ({ data }) => data.bad.worse.worst });

function configMap(data: object | undefined, waivers?: string): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', annotations: waivers ? { 'cdk8s-databases.io/waivers': waivers } : {} }, data };
}

function reportOf(manifest: Manifest) {
  return objectReport(manifest, new Manifests([manifest]), NOW, [noBadKey]);
}

test('an object without a mistake has no report', () => {
  expect(reportOf(configMap({ good: 'yes' }))).toBeUndefined();
});

test('a mistake is told with the field that it stands in', () => {
  const manifest = configMap({ bad: 'yes' });
  expect(reportOf(manifest)).toEqual({
    manifest, problems: [], results: [{ rule: noBadKey, outcome: 'fail', found: 'bad is there', fix: noBadKey.fix, at: { of: manifest, path: ['data', 'bad'] } }],
  });
});

test('a waiver on the object waives it, and one for nothing is a problem', () => {
  const waiver = JSON.stringify([{ rule: 'no-bad-key', reason: 'a demonstration' }]);
  expect(reportOf(configMap({ bad: 'yes' }, waiver))).toMatchObject({ problems: [], results: [{ outcome: 'waived', reason: 'a demonstration' }] });
  expect(reportOf(configMap({ good: 'yes' }, waiver))).toMatchObject({ results: [], problems: [{ found: expect.stringMatching(/^waiver "no-bad-key" must waive something/) }] });
});

test.each(['all', '{}', '[1]', 'null'])('waivers that are %s are a problem of that object', (text) => {
  const manifest = configMap({ bad: 'yes' }, text);
  expect(reportOf(manifest)).toMatchObject({
    results: [{ outcome: 'fail' }],
    problems: [{
      found: `metadata.annotations["cdk8s-databases.io/waivers"] must be a JSON list of objects, got ${JSON.stringify(text)}; correct or remove it`,
      at: { of: manifest, path: ['metadata', 'annotations', 'cdk8s-databases.io/waivers'] },
    }],
  });
});

test('a rule that breaks is a failure, not the end', () => {
  const manifest = configMap(undefined);
  expect(inspect(manifest, new Manifests([manifest]), [broken, noBadKey])).toEqual([
    { rule: broken, found: expect.stringMatching(/^the rule broke: /), at: { of: manifest, path: [] } },
  ]);
});
