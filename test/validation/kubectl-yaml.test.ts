import { loadYaml } from '../../src/validation/kubectl-yaml';

/** What `kubectl create --dry-run=client -o json` makes of each, by go.yaml.in/yaml/v2's resolve.go. */
test.each<[string, unknown]>([
  ['yes', true], ['Off', false], ['n', false], ['TRUE', true], ['yEs', 'yEs'], ['"yes"', 'yes'],
  ['0644', 420], ['0o17', 15], ['0x1F', 31], ['0x1_F', 31], ['0b101', 5], ['-0b101', -5], ['1_000', 1000], ['+12', 12], ['08', 8], ['0', 0],
  ['1e3', 1000], ['.5', 0.5], ['1.', 1], ['-1.5E-2', -0.015], ['.inf', Infinity], ['-.INF', -Infinity],
  ['1:30', '1:30'], ['2027-03-31', '2027-03-31'], ['10Gi', '10Gi'], ['1.2.3', '1.2.3'], ['0x', '0x'], ['1e', '1e'],
  ['~', null], ['', null], ['null', null], ['!!str 1', '1'], ['!Ref a', 'a'], ['! 1', '1'],
])('%s', (text, value) => {
  expect(loadYaml(`a: ${text}\n`, { lastKeyCounts: false })).toEqual([{ a: value }]);
});

test('keys are strings, whatever they look like', () => {
  expect(loadYaml('1: a\non: b\n', { lastKeyCounts: false })).toEqual([{ 1: 'a', true: 'b' }]);
});
