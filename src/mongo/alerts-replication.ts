import { arbiterHost, ofMembers, stateOf, WatchedMongo } from './watched-mongo';
import { AlertRule } from '../parts/alert-rule';

const HOUR = 60 * 60;

/** Whether all members follow. */
export function replicationAlerts(of: WatchedMongo): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const up = ofMembers(of, 'mongodb_up');
  const state = stateOf(of);
  const wasPrimary = `max_over_time((${state} == bool 1)[15m:1m]) == 1`;
  const oldest = ofMembers(of, 'mongodb_mongod_replset_oplog_tail_timestamp');
  const newest = ofMembers(of, 'mongodb_mongod_replset_oplog_head_timestamp');
  const hours = of.oplogHours ?? 24;
  const withData = of.arbiter ? [`member_idx!~"${arbiterHost(of)}"`] : [];

  return [
    {
      alert: 'MongoMemberMissing',
      expr: `count(${up} == 1) < ${of.instances}`,
      for: '10m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Fewer members answer than are declared',
      description: `{{ $value }} of ${of.instances} members of ${database} answer.`,
    },
    {
      // Of those that are down for the primary, the ones whose exporters are silent have an alert already.
      alert: 'MongoMemberUnreachable',
      expr: `count(${ofMembers(of, 'mongodb_rs_members_health', ...withData)} == 0 and on (namespace, pod) (${state} == 1)) > ${of.instances} - count(${up} == 1)`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'The primary does not reach a member that runs',
      description: `{{ $value }} members of ${database} are down for its primary, and not all of them have stopped: some answer their exporters.`,
    },
    ...(of.arbiter ? [arbiterAlert(of)] : []),
    {
      alert: 'MongoMemberNotReady',
      expr: `${state} != 1 and ${state} != 2 and ${state} != 6 and ${state} != 7`,
      for: '30m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'A member neither leads nor follows',
      description: `{{ $labels.pod }} of ${database} has been in state {{ $value }} for long (0 and 5 begin, 3 recovering, 8 down, 9 rollback, 10 removed).`,
    },
    {
      // One that loses its majority steps down after 10 s, so two that last are two replica sets.
      alert: 'MongoSeveralPrimaries',
      expr: `count(${state} == 1) > 1`,
      for: '5m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'Several members take writes',
      description: `{{ $value }} members of ${database} are primary: they take different writes.`,
    },
    {
      alert: 'MongoFailover',
      expr: `${state} == 1 and on () (count(${wasPrimary}) > 1)`,
      for: '2m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Another member has become the primary',
      description: `{{ $labels.pod }} became the primary of ${database} within the last 15 minutes, by an election after a failure or a planned stepdown.`,
    },
    {
      // A primary with nothing to write notes so every 10 s, so that an idle secondary is not late (MongoDB manual 8.0, replSetGetStatus).
      alert: 'MongoReplicationLag',
      expr: `max by (namespace, pod) (${ofMembers(of, 'mongodb_mongod_replset_member_replication_lag', 'self="1"', 'state="SECONDARY"')}) > 60`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'A secondary is behind the primary',
      description: `{{ $labels.pod }} of ${database} is {{ $value | humanizeDuration }} behind the primary.`,
    },
    {
      // The oplog of a young database is short because it began lately; one that has dropped entries is full.
      alert: 'MongoOplogWindowShort',
      expr: `max by (namespace, pod) (${newest} - ${oldest}) < ${hours * HOUR} and on (namespace, pod) (changes(${oldest}[3h]) > 0)`,
      for: '30m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'The oplog does not reach back far enough',
      description: `The oplog of {{ $labels.pod }} of ${database} reaches back {{ $value | humanizeDuration }} only: a member that is away for longer has to copy everything anew.`,
    },
  ];
}

/** It has no exporter: who says that it is gone is the primary. */
function arbiterAlert(of: WatchedMongo): AlertRule {
  return {
    alert: 'MongoArbiterDown',
    expr: `max by (namespace) (${ofMembers(of, 'mongodb_rs_members_health', `member_idx=~"${arbiterHost(of)}"`)} == 0 and on (namespace, pod) (${stateOf(of)} == 1))`,
    for: '10m',
    severity: 'warning',
    exporter: 'instance',
    summary: 'The arbiter does not vote',
    description: `The arbiter of ${of.namespace}/${of.name} is down for its primary: without it the loss of two members leaves no primary.`,
  };
}
