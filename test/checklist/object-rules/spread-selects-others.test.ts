import { violations } from './violations';
import { spreadSelectsOthers } from '../../../src/checklist/object-rules/spread-selects-others';

const cluster = (labels: string, more = '') => `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders }
spec:
  ${more}
  topologySpreadConstraints:
    - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: { matchLabels: { ${labels} } } }
`;

test('a spread over labels that the instances do not have keeps none apart', () => {
  expect(violations(spreadSelectsOthers, cluster('app: postgres'))).toEqual([
    'Cluster orders spec.topologySpreadConstraints.0.labelSelector: spreads over pods with app: postgres, which no instance of orders has',
  ]);
});

test('so does a spread over another Cluster\'s instances', () => {
  expect(violations(spreadSelectsOthers, cluster('cnpg.io/cluster: shop'))).toHaveLength(1);
});

test.each([
  ['the Cluster\'s own label', cluster('cnpg.io/cluster: orders')],
  ['the label of all instances', cluster('cnpg.io/podRole: instance')],
  ['a label that the Cluster hands on', cluster('app: postgres', 'inheritedMetadata: { labels: { app: postgres } }')],
])('%s is right', (_, yaml) => {
  expect(violations(spreadSelectsOthers, yaml)).toEqual([]);
});
