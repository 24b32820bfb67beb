import { alertRules } from './alert-rules';
import { backupScheduled } from './backup-scheduled';
import { dedicatedNodes } from './dedicated-nodes';
import { disruptionBudget } from './disruption-budget';
import { failoverDrill } from './failover-drill';
import { kernelTuned } from './kernel-tuned';
import { leastPrivilege } from './least-privilege';
import { logArchived } from './log-archived';
import { logsCollected } from './logs-collected';
import { metricsAndDashboard } from './metrics-and-dashboard';
import { networkIsolated } from './network-isolated';
import { operatorsSurvive } from './operators-survive';
import { parametersTuned } from './parameters-tuned';
import { queryInsight } from './query-insight';
import { recoveryPointObjective } from './recovery-point-objective';
import { recoveryTimeObjective } from './recovery-time-objective';
import { resourcesSet } from './resources-set';
import { restoreDrill } from './restore-drill';
import { retention30Days } from './retention-30-days';
import { secretsExternal } from './secrets-external';
import { spreadAcrossNodesAndZones } from './spread-across-nodes-and-zones';
import { storageExpandable } from './storage-expandable';
import { storageHeadroom } from './storage-headroom';
import { storagePerformance } from './storage-performance';
import { storageRetained } from './storage-retained';
import { threeInstances } from './three-instances';
import { tlsRequired } from './tls-required';
import { votesHoldData } from './votes-hold-data';
import { Rule } from '../rule';

/** The guide's 24 boxes, in its order, and what it has no box for. */
export const RULES: readonly Rule[] = [
  storageRetained, storageHeadroom, storageExpandable, storagePerformance,
  threeInstances, disruptionBudget, spreadAcrossNodesAndZones, failoverDrill,
  backupScheduled, logArchived, restoreDrill, retention30Days,
  networkIsolated, secretsExternal, tlsRequired, leastPrivilege,
  metricsAndDashboard, alertRules, logsCollected, queryInsight,
  resourcesSet, parametersTuned, kernelTuned, dedicatedNodes,
  operatorsSurvive, votesHoldData, recoveryPointObjective, recoveryTimeObjective,
];
