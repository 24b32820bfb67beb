import { nodeLabelsOf, spreadOf } from '../../../src/checklist/readers/pod-spread';

const PODS = [{ app: 'a', role: 'primary' }, { app: 'a', role: 'replica' }];
const HOST = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

function term(topologyKey: string, matchLabels: object = { app: 'a' }): object {
  return { topologyKey, labelSelector: { matchLabels } };
}

function antiAffinity(required: object[], preferred: object[] = []): object {
  return {
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: required,
        preferredDuringSchedulingIgnoredDuringExecution: preferred.map((podAffinityTerm) => ({ podAffinityTerm })),
      },
    },
  };
}

test.each<[string, object, string, string]>([
  ['nothing', {}, 'none', 'none'],
  ['anti-affinity by node', antiAffinity([term(HOST)]), 'required', 'none'],
  ['anti-affinity by zone', antiAffinity([term(ZONE)]), 'required', 'required'],
  ['preferred anti-affinity', antiAffinity([], [term(HOST)]), 'preferred', 'none'],
  ['anti-affinity to one role', antiAffinity([term(HOST, { app: 'a', role: 'primary' })]), 'none', 'none'],
  ['a spread over zones', { topologySpreadConstraints: [{ ...term(ZONE), whenUnsatisfiable: 'DoNotSchedule' }] }, 'none', 'required'],
  ['a spread that may be broken', { topologySpreadConstraints: [{ ...term(HOST), whenUnsatisfiable: 'ScheduleAnyway' }] }, 'preferred', 'none'],
  ['a spread of nobody', { topologySpreadConstraints: [{ topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule' }] }, 'none', 'none'],
])('%s spreads pods by node %s and by zone %s', (_, pod, acrossNodes, acrossZones) => {
  expect(spreadOf(pod, PODS)).toEqual({ acrossNodes, acrossZones });
});

test.each<[string, object[], object]>([
  ['no term', [], {}],
  ['one value', [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['database'] }] }], { pool: 'database' }],
  ['several values', [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['a', 'b'] }] }], { pool: 'a|b' }],
  ['what one of two terms asks for', [{ matchExpressions: [{ key: 'pool', operator: 'Exists' }] }, { matchExpressions: [] }], {}],
  ['a label that must not be there', [{ matchExpressions: [{ key: 'pool', operator: 'DoesNotExist' }] }], {}],
])('node affinity with %s', (_, nodeSelectorTerms, labels) => {
  expect(nodeLabelsOf({ requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } })).toEqual(labels);
});
