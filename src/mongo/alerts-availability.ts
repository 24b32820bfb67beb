import { ofMembers, stateOf, WatchedMongo, whileUp } from './watched-mongo';
import { AlertRule } from '../parts/alert-rule';

/** Whether the replica set answers, and takes writes. */
export function availabilityAlerts(of: WatchedMongo): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const up = ofMembers(of, 'mongodb_up');
  const state = stateOf(of);

  return [
    {
      alert: 'MongoDown',
      expr: `absent(${up} == 1)`,
      for: '2m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'No member of the replica set answers',
      description: `No member of ${database} answers its exporter, or no metrics of it arrive at all.`,
    },
    {
      // An election takes 12 s (MongoDB manual 8.0, Replica Set Elections).
      alert: 'MongoNoPrimary',
      expr: `absent(${state} == 1) ${whileUp(of)}`,
      for: '2m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'No member of the replica set takes writes',
      description: `Members of ${database} answer, but none is the primary: every write fails.`,
    },
    {
      alert: 'MongoRestarting',
      expr: `increase(${ofMembers(of, 'kube_pod_container_status_restarts_total', 'container="mongod"')}[1h]) > 2`,
      for: '2m',
      severity: 'warning',
      exporter: 'kube-state-metrics',
      summary: 'A member restarts again and again',
      description: `{{ $labels.pod }} of ${database} restarted {{ $value | humanize }} times within an hour.`,
    },
    {
      // The exporter leaves out what it may not read, and calls a state that it may not read 6.
      alert: 'MongoExporterFailing',
      expr: `max by (namespace, pod) (${up} == 1) unless on (namespace, pod) ${ofMembers(of, 'mongodb_ss_connections')}`
        + ` or max by (namespace, pod) (${up} == 1) and on (namespace, pod) (${state} == 6)`,
      for: '10m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Metrics of a member are incomplete',
      description: `The exporter of {{ $labels.pod }} of ${database} fails in part: alerts on the missing metrics cannot fire.`,
    },
  ];
}
