import { SUBJECTS } from './claims/subjects';
import { Scene } from './scene';
import { Manifest } from '../../src/checklist/manifests';

const WRONG = { matchLabels: { 'cnpg.io/clusterName': 'orders' } };

const NAMESPACES = ['database', 'database-drills'];

/** One thing that is written, and how to get it wrong. */
export type Spoil = readonly [what: string, kind: string, name: string, spoil: (spec: any) => void];

/** Of the production example. */
const SPOILS: readonly Spoil[] = [
  ['a port in a NetworkPolicy', 'NetworkPolicy', 'orders', ({ ingress }) => { ingress[0].ports[0].port = 8001; }],
  ['the labels that a NetworkPolicy selects', 'NetworkPolicy', 'orders', (spec) => { spec.podSelector = WRONG; }],
  ['the peer of a pooler\'s NetworkPolicy', 'NetworkPolicy', 'orders-pooler-rw', ({ egress }) => { egress[0].to[0].podSelector = WRONG; }],
  ['the labels of a drill\'s pods in a NetworkPolicy', 'NetworkPolicy', 'orders-restore-drill-program', (spec) => { spec.podSelector = WRONG; }],
  ['a port in the NetworkPolicy of a drill\'s database', 'NetworkPolicy', 'orders-restore-drill', ({ ingress }) => { ingress[0].ports[0].port = 8001; }],
  ['the peer of who looks at it', 'NetworkPolicy', 'orders-restore-drill-verify', ({ egress }) => { egress[0].to[0].podSelector = WRONG; }],
  ['the name of a password\'s Secret', 'Cluster', 'orders', ({ managed }) => { managed.roles[0].passwordSecret.name = 'orders-password'; }],
  ['the name of the queries', 'Cluster', 'orders', ({ monitoring }) => { monitoring.customQueriesConfigMap[0].name = 'queries'; }],
  ['a label in a PodMonitor\'s selector', 'PodMonitor', 'orders', (spec) => { spec.selector = WRONG; }],
  ['the name of a port in a PodMonitor', 'PodMonitor', 'orders-pooler-rw', ({ podMetricsEndpoints }) => { podMetricsEndpoints[0].port = 'http'; }],
  ['a second budget on the instances', 'PodDisruptionBudget', 'orders-pooler-rw', (spec) => { spec.selector = { matchLabels: { 'cnpg.io/cluster': 'orders' } }; }],
  ['the pods of an alert', 'PrometheusRule', 'orders', ({ groups }) => { groups[0].rules[0].expr = 'cnpg_collector_up{namespace="database",pod=~"orders_[0-9]+"}'; }],
  ['the priority', 'Cluster', 'orders', (spec) => { spec.priorityClassName = 'databases'; }],
  ['the environment of the backup plugin', 'ObjectStore', 'orders-backups', ({ instanceSidecarConfiguration }) => { instanceSidecarConfiguration.env = [{ name: 'A' }]; }],
];

/** Whether some claim is wrong when that is. */
export function spoiledCases(scene: () => Scene): void {
  spoiled(scene, SPOILS, NAMESPACES, SUBJECTS);
}

export function spoiled(scene: () => Scene, spoils: readonly Spoil[], namespaces: readonly string[], subjects: typeof SUBJECTS): void {
  test.each(spoils)('%s would be seen if it were wrong', (_, kind, name, spoil) => {
    let found = 0;
    const other = scene().with((manifest: Manifest) => {
      if (manifest.kind !== kind || manifest.metadata.name !== name || !namespaces.includes(manifest.metadata.namespace!)) return manifest;
      const copy = structuredClone(manifest);
      spoil(copy.spec);
      found += 1;
      return copy;
    });
    expect(found).toBeGreaterThan(0);
    const wrong = subjects.flatMap(([, of]) => [...of(other)]).filter((claim) => claim.found !== undefined);
    expect(wrong).not.toEqual([]);
  });
}
