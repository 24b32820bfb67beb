import { FieldPath } from '../../src/checklist/field';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { Result } from '../../src/checklist/report';
import { RULES } from '../../src/checklist/rules';
import { CheckResult } from '../../src/validation/check';
import { violationsOf } from '../../src/validation/violations';
import { checkResult, database } from '../support/check-result';

const CLUSTER: Manifest = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { name: 'orders', namespace: 'shop' } };
const STORE: Manifest = { apiVersion: 'barmancloud.cnpg.io/v1', kind: 'ObjectStore', metadata: { name: 'backups', namespace: 'shop' } };

function resultOf(of: Manifest, path: FieldPath, found = 'kept 7 days', outcome: Result['outcome'] = 'fail'): CheckResult {
  const result: Result = { rule: RULES[0], outcome, found, fix: RULES[0].fix, at: { of, path } };
  return {
    databases: [{
      manifest: CLUSTER,
      report: {
        name: 'orders', namespace: 'shop', kind: 'Cluster', engine: 'postgresql', operator: 'CloudNativePG', results: [result], remarks: [], problems: [],
      },
    }],
    objects: [],
    unread: [],
    manifests: new Manifests([CLUSTER, STORE]),
    positions: { of: (field) => ({ file: field.of === STORE ? 'store.yaml' : 'cluster.yaml', line: 9, column: 1 }) },
  };
}

function only(result: CheckResult) {
  const [{ violatingResources: [resource] }] = violationsOf(result, () => true);
  return resource;
}

test('what another object lacks is reported at that one, with the database that it is for', () => {
  expect(only(resultOf(STORE, ['spec', 'retentionPolicy']))).toEqual({
    resourceName: 'backups',
    manifestPath: 'store.yaml',
    locations: ['ObjectStore spec.retentionPolicy, line 9, for Cluster shop/orders: kept 7 days'],
  });
});

test('a field is written as kubectl takes it', () => {
  expect(only(resultOf(CLUSTER, ['metadata', 'annotations', 'a.b/c'])).locations).toEqual(['Cluster metadata.annotations["a.b/c"], line 9: kept 7 days']);
  expect(only(resultOf(CLUSTER, ['spec', 'containers', 0, 'image'])).locations).toEqual(['Cluster spec.containers[0].image, line 9: kept 7 days']);
});

test('what is unknown says so', () => {
  expect(only(resultOf(CLUSTER, [], 'its size', 'unknown')).locations).toEqual(['Cluster, line 9: unknown: its size']);
});

test('a stranger\'s text stays on its line and steers no terminal', () => {
  expect(only(resultOf(CLUSTER, [], 'image "a\n\u001b[2Jb"')).locations).toEqual(['Cluster, line 9: image "a \ufffd[2Jb"']);
});

test('databases that meet a rule in several ways are told of each way once', () => {
  const databases = [['a', 'parts'], ['b', 'replicas'], ['c', 'parts']]
    .map(([name, word]) => database({ name, instances: 1, fixes: { 'three-instances': `Set ${word} to 3.` } }));
  const told = violationsOf(checkResult({ databases }), () => true);
  expect(told.map(({ ruleName, fix, violatingResources }) => [ruleName, fix, violatingResources.map(({ resourceName }) => resourceName)])).toEqual([
    ['three-instances', 'Set parts to 3.', ['a', 'c']],
    ['three-instances', 'Set replicas to 3.', ['b']],
  ]);
});
