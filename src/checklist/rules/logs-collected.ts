import { pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { isSeen } from '../unseen';

export const logsCollected: Rule = {
  id: 'logs-collected',
  group: RuleGroup.MONITORING,
  title: 'A collector keeps the logs (Loki, EFK or another)',
  why: 'A container\'s log goes with its pod: after a failover nobody can tell what happened.',
  fix: 'Give the platform logs: LogCollection.podLogs(...) or LogCollection.attested(...); in YAML: a collector that covers the namespace, for example a '
    + 'DaemonSet that reads /var/log/pods, or an attestation of who collects.',
  source: 'Running Databases on Kubernetes guide, 12; CloudNativePG 1.30 docs, Logging; Kubernetes docs, Logging Architecture',
  costly: false,
  severity: Severity.HYGIENE,
  check: ({ logs }) => (isSeen(logs) ? pass(logs.what, logs.attested) : unknown(logs.what)),
};
