import { VeleroLocation } from '../../src';

test('a location lies in the namespace velero, unless it is told otherwise', () => {
  expect(VeleroLocation.existing('default')).toMatchObject({ name: 'default', namespace: 'velero' });
  expect(VeleroLocation.existing('archive', 'backup')).toMatchObject({ name: 'archive', namespace: 'backup' });
});

test.each([
  ['', 'velero', 'name must be a DNS subdomain name (lower-case letters, digits, "-" and ".", at most 253 characters), got ""; choose such a name'],
  [undefined, 'velero', 'name must be a DNS subdomain name (lower-case letters, digits, "-" and ".", at most 253 characters), got nothing; choose such a name'],
  ['Default', 'velero', 'name must be a DNS subdomain name (lower-case letters, digits, "-" and ".", at most 253 characters), got "Default"; choose such a name'],
  ['default', 'velero.io', 'namespace must be the name of a namespace (lower-case letters, digits and "-", at most 63 characters), got "velero.io"; choose such a name'],
])('%p in %p is refused', (name, namespace, message) => {
  expect(() => VeleroLocation.existing(name as string, namespace)).toThrow(new Error(message));
});
