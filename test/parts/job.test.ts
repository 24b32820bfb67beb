import { fixedConfigMap, oneTimeJob } from '../../src/parts/job';

const job = (image: string) => oneTimeJob({ name: 'a'.repeat(57), namespace: 'shop', spec: { backoffLimit: 0, template: { spec: { containers: [{ name: 'a', image }] } } } });

test('a Job that does the same has the same name, and one that does something else another one', () => {
  expect(job('a:1').metadata.name).toBe(job('a:1').metadata.name);
  expect(job('a:2').metadata.name).not.toBe(job('a:1').metadata.name);
});

test('the longest name is one that the label of its pods can hold', () => {
  expect(job('a:1').metadata.name).toMatch(/^a{57}-[0-9a-z]{5}$/);
});

test('a ConfigMap with other content has another name, and none of them changes', () => {
  const [one, other] = ['1', '2'].map((a) => fixedConfigMap('map', 'shop', { a }));
  expect(one).toMatchObject({ immutable: true, data: { a: '1' } });
  expect(other.metadata.name).not.toBe(one.metadata.name);
});
