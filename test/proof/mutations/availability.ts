import { Mutation, spoils } from '../mutation';

const budget = (spec: object): object => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'orders', namespace: 'database' },
  spec: { selector: { matchLabels: { 'cnpg.io/cluster': 'orders', 'cnpg.io/podRole': 'instance' } }, ...spec },
});

export const AVAILABILITY: readonly Mutation[] = [
  spoils('three-instances', 'instances: 2', (of) => { of.cluster.instances = 2; }),
  // the operator's budget for the primary lets a single instance never go
  spoils(['three-instances', 'disruption-budget'], 'instances: 1', (of) => { of.cluster.instances = 1; }),
  spoils('disruption-budget', 'enablePDB: false', (of) => { of.cluster.enablePDB = false; }),
  spoils('disruption-budget', 'a second budget over the instances', (of) => of.add(budget({ minAvailable: 2 }))),
  spoils('disruption-budget', 'an own budget that lets none go', (of) => {
    of.cluster.enablePDB = false;
    of.add(budget({ maxUnavailable: 0 }));
  }),
  spoils('spread-across-nodes-and-zones', 'podAntiAffinityType: preferred', (of) => { of.cluster.affinity.podAntiAffinityType = 'preferred'; }),
  spoils('spread-across-nodes-and-zones', 'enablePodAntiAffinity: false', (of) => { of.cluster.affinity.enablePodAntiAffinity = false; }),
  spoils('spread-across-nodes-and-zones', 'no topologySpreadConstraints', (of) => { delete of.cluster.topologySpreadConstraints; }),
  spoils('spread-across-nodes-and-zones', 'whenUnsatisfiable: ScheduleAnyway', (of) => {
    of.cluster.topologySpreadConstraints[0].whenUnsatisfiable = 'ScheduleAnyway';
  }),
  spoils('failover-drill', 'no CronJob', (of) => of.remove('CronJob', 'orders-failover-drill')),
  spoils('failover-drill', 'suspend: true', (of) => { of.the('CronJob', 'orders-failover-drill').spec.suspend = true; }),
  spoils('failover-drill', 'a window twice a year', (of) => { of.the('CronJob', 'orders-failover-drill').spec.schedule = '0 5 1 1,7 *'; }),
  spoils('failover-drill', 'the CronJob is of another database', (of) => {
    of.the('CronJob', 'orders-failover-drill').metadata.annotations['cdk8s-databases.io/failover-drill'] = 'database/invoices';
  }),
  spoils('operators-survive', 'nobody vouches for the operators', (of) => of.declared('attested', (attested) => { delete attested.operators; })),
];
