/**
 * What the operator makes, and what it acts on. What it makes of a cluster has the label with the value percona-xtradb-cluster-operator (LabelsCluster in
 * pkg/naming/labels.go, 1.20.0), but for StatefulSets, whose pods and claims have it, and the Secret `internal-<name>`.
 */
export const OPERATED = {
  label: 'app.kubernetes.io/managed-by',
  kinds: ['perconaxtradbclusters.pxc.percona.com', 'perconaxtradbclusterbackups.pxc.percona.com', 'perconaxtradbclusterrestores.pxc.percona.com'],
};
