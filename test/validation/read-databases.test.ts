import { Manifest, Manifests } from '../../src/checklist/manifests';
import { cnpgReader } from '../../src/postgres/cnpg-facts';
import { readDatabases } from '../../src/validation/read-databases';
import { TOY_READER } from '../support/toy-reader';

const NOW = new Date('2026-03-31T00:00:00Z');

function toy(name: string, more: object = {}): Manifest {
  return { apiVersion: 'toys.example/v1', kind: 'ToyDatabase', metadata: { name, namespace: 'shop' }, ...more };
}

function read(...manifests: Manifest[]) {
  return readDatabases(new Manifests(manifests), [TOY_READER], NOW);
}

test('databases are judged in the order of the input, in any version of their API', () => {
  const databases = [toy('b'), toy('a', { apiVersion: 'toys.example/v2beta1' })];
  expect(read(...databases).map(({ manifest, report }) => [manifest, report.name])).toEqual([[databases[0], 'b'], [databases[1], 'a']]);
});

test('the same kind in another group, and other kinds, are none', () => {
  expect(read(toy('a', { apiVersion: 'others.example/v1' }), toy('a', { kind: 'ToyBackup' }))).toEqual([]);
});

test('one that cannot be read is a report with that problem, and the others are still judged', () => {
  const [broken, fine] = read(toy('broken', { spec: { broken: 'spec.storage is missing' } }), toy('fine'));
  expect(broken.report).toEqual({
    name: 'broken',
    namespace: 'shop',
    kind: 'ToyDatabase',
    engine: 'unknown',
    operator: 'unknown',
    results: [],
    remarks: [],
    problems: [{ found: 'toys.example/v1 ToyDatabase could not be read: spec.storage is missing' }],
  });
  expect(fine.report.problems).toEqual([]);
});

test('waivers that are no JSON are such a problem, at their annotation', () => {
  const metadata = { name: 'a', annotations: { 'cdk8s-databases.io/waivers': 'all' } };
  const [{ manifest, report }] = read(toy('a', { metadata }));
  expect(report.problems).toEqual([{
    found: 'toys.example/v1 ToyDatabase could not be read: '
      + 'metadata.annotations["cdk8s-databases.io/waivers"] must be a JSON list of objects, got "all"; correct or remove it',
    at: { of: manifest, path: ['metadata', 'annotations', 'cdk8s-databases.io/waivers'] },
  }]);
});

test.each(['null', '{}', '"all"'])('waivers that are %s instead of a list do not pass in silence', (waivers) => {
  const metadata = { name: 'a', annotations: { 'cdk8s-databases.io/waivers': waivers } };
  const [{ report }] = read(toy('a', { metadata, spec: { instances: 1 } }));
  expect([...report.problems, ...report.results.filter(({ outcome }) => outcome === 'fail')]).not.toEqual([]);
});

test('a type that the API server refuses, in an object beside it, is said to be one', () => {
  const policy = {
    apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'a', namespace: 'shop' }, spec: { podSelector: {}, ingress: [{ ports: 'all' }] },
  };
  const cluster = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { name: 'orders', namespace: 'shop' }, spec: { instances: 3 } };
  const [{ report }] = readDatabases(new Manifests([cluster, policy]), [cnpgReader], NOW);
  expect(report.problems.map(({ found }) => found)).toEqual([
    expect.stringMatching(/^postgresql\.cnpg\.io\/v1 Cluster could not be read: a field of it, or of an object beside it, has a type that the API server refuses \(.*\)$/),
  ]);
});
