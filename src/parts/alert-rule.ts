/** How much an alert asks of the person who gets it. */
export type AlertSeverity = 'critical' | 'warning' | 'info';

/** What exports the metrics that an alert reads. */
export type AlertExporter = 'instance' | 'plugin' | 'pooler' | 'proxy' | 'binlog-collector' | 'kubelet' | 'kube-state-metrics' | 'cert-manager' | 'migration-watcher';

/** One Prometheus alert about one database. */
export interface AlertRule {
  /** Name of the alert and of its runbook page. */
  readonly alert: string;
  /** PromQL; selects series of this database only. */
  readonly expr: string;
  /** How long `expr` has to hold, as a Prometheus duration; two scrapes a minute apart at least. */
  readonly for: string;
  /** critical: wake somebody; warning: in working hours; info: for the record. */
  readonly severity: AlertSeverity;
  /** Where the metric that the alert is about comes from. */
  readonly exporter: AlertExporter;
  /** One line, without templates. */
  readonly summary: string;
  /** What is happening, in one or two sentences; a Prometheus template. */
  readonly description: string;
}
