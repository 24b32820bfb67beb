import { DatabaseWorkload } from './database-workload';
import { engineFixes } from './engine-fixes';
import { Engine } from './engines';
import { Fixes } from '../checklist/fixes';
import { listed } from '../checklist/wording';

/** How to meet the rules where no operator runs the database. */
export function fixesOf({ manifest: { kind }, engine }: Pick<DatabaseWorkload, 'manifest' | 'engine'>): Fixes {
  const claim = kind === 'StatefulSet' ? 'a claim of spec.volumeClaimTemplates' : 'a PersistentVolumeClaim that the pod\'s volumes name';
  const pod = kind === 'Pod' ? 'In the pod\'s spec' : 'In the spec of its pod template';
  const of = engineFixes(engine);
  return {
    'storage-retained': `Keep the data on ${claim}, mounted where the server writes it, of a StorageClass with reclaimPolicy: Retain, made anew because the field cannot be changed; `
      + 'volumes that exist keep theirs until persistentVolumeReclaimPolicy of the PersistentVolume is patched.',
    'storage-headroom': `Keep the data on ${claim} that is large enough for it to fill at most 80 %, declare how much that is (dataMebibytes) in the annotation `
      + 'cdk8s-databases.io/workload, and add a PrometheusRule on kubelet_volume_stats_available_bytes of each claim.',
    'storage-expandable': `Keep the data on ${claim} of a StorageClass with allowVolumeExpansion: true.`,
    'storage-performance': 'Declare what the database needs (iops, throughputMebibytes) in the annotation cdk8s-databases.io/workload, and keep the data on '
      + `${claim} of a StorageClass whose parameters give as much (gp3: iops and throughput).`,
    'three-instances': `${instances(kind)}, and set up ${of.replication}. Pods of a plain image are databases that know nothing of each other: `
      + 'where nobody sets that up, move to an operator, or waive the rule.',
    'disruption-budget': 'Write one PodDisruptionBudget with maxUnavailable: 1 that selects the labels of its pods, and remove every other that selects them.',
    'spread-across-nodes-and-zones': `${pod}, require pod anti-affinity on kubernetes.io/hostname (requiredDuringSchedulingIgnoredDuringExecution) and a topologySpreadConstraint on `
      + 'topology.kubernetes.io/zone with maxSkew: 1 and whenUnsatisfiable: DoNotSchedule, both with a labelSelector of its pods\' labels.',
    'backup-scheduled': `Write a CronJob that runs ${of.backup} against its Service at least once a day (five cron fields) and uploads to a bucket which its script names, `
      + 'or a Schedule of Velero that takes its volumes.',
    'log-archived': of.log,
    'retention-30-days': 'Have the CronJob delete what is older than 30 days or more and nothing younger (find -mtime +30 -delete, rclone delete --min-age 30d, restic forget --keep-daily 30); '
      + 'where a lifecycle rule of the bucket does so, waive the rule with where that stands. A Schedule of Velero keeps for its ttl.',
    'network-isolated': `Write NetworkPolicies with both policyTypes whose podSelector matches the labels of its pods, and a rule for each path that is cut off: clients on ${engine.port}, `
      + `its pods among each other on ${engine.peerPorts.join(' and ')}, DNS, who backs it up and who scrapes it.`,
    'secrets-external': 'Take every password from a Secret (valueFrom.secretKeyRef, or a file that is mounted from it) which an ExternalSecret (external-secrets.io/v1) fills, '
      + 'or attest who manages that Secret.',
    'tls-required': of.tls,
    'least-privilege': of.privilege,
    'metrics-and-dashboard': `Run an exporter (${of.exporter}) beside the server, and add a PodMonitor that selects its pods and the exporter's port and carries the labels of Prometheus' `
      + `podMonitorSelector, and a dashboard (ConfigMap or GrafanaDashboard) that queries ${engine.metricPrefix} series of this database.`,
    'alert-rules': `Add a PrometheusRule on ${listed(topicsOf(engine))}, whose expressions accept the series of its pods and claims and which carries the labels of Prometheus' ruleSelector.`,
    'query-insight': of.insight,
    'parameters-tuned': of.parameters,
    'dedicated-nodes': `${pod}, set a nodeSelector of the pool's label and a toleration of its taint.`,
    'recovery-point-objective': `${archived(engine)}, or promise what can be kept: recoveryPointSeconds in the annotation cdk8s-databases.io/objectives.`,
    'recovery-time-objective': 'Declare what a restore was measured to give (restoreMebibytesPerSecond, replayMebibytesPerSecond, startSeconds) in the annotation '
      + 'cdk8s-databases.io/objectives and what there is to restore (dataMebibytes, logMebibytesPerDay) in cdk8s-databases.io/workload; where that takes too long, back up more '
      + 'often, keep less data in one database, take a faster store, or promise what can be kept (recoveryTimeSeconds).',
    'operators-survive': 'Nothing: it has no operator that could be lost.',
  };
}

function instances(kind: string): string {
  // more pods of a Deployment would be more servers on one claim
  return kind === 'StatefulSet' ? 'Set spec.replicas to 3 or more' : `Replace the ${kind} by a StatefulSet with replicas: 3 and volumeClaimTemplates, so that each pod has a claim of its own`;
}

function archived({ id, noLog }: Engine): string {
  if (noLog !== undefined) return 'Back up as often as is promised';
  return id === 'postgresql' ? 'Archive the log with an archive_timeout below what is promised (PostgreSQL\'s own is 0: never)' : 'Archive its log all the time';
}

function topicsOf({ lag, topics }: Engine): string[] {
  return [...(lag ? [lag.topic] : []), 'disk usage (kubelet_volume_stats_available_bytes)', ...topics.map(({ topic }) => topic)];
}
