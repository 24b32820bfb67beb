/** Labels of the pods that hold a Cluster's data (CloudNativePG 1.30, docs/src/labels_annotations.md). */
export function instanceLabels(cluster: string): Record<string, string> {
  return { 'cnpg.io/cluster': cluster, 'cnpg.io/podRole': 'instance', 'app.kubernetes.io/name': 'postgresql', 'app.kubernetes.io/instance': cluster };
}

/** What an instance's pod carries besides, as long as it has the role. */
export const INSTANCE_ROLES: ReadonlyArray<Readonly<Record<string, string>>> = ['primary', 'replica'].map((role) => ({ 'cnpg.io/instanceRole': role, role }));

/** Selects the instances and the Jobs that make them: Jobs carry no role, so it is everything of the cluster but the poolers. */
export function allButPoolers(cluster: string): object {
  return {
    matchLabels: { 'cnpg.io/cluster': cluster },
    matchExpressions: [{ key: 'cnpg.io/podRole', operator: 'NotIn', values: ['pooler'] }],
  };
}

/** Labels of a pooler's pods. */
export function poolerLabels(cluster: string, pooler: string): Record<string, string> {
  return { 'cnpg.io/cluster': cluster, 'cnpg.io/podRole': 'pooler', 'cnpg.io/poolerName': pooler };
}

/** Label of the CronJob that deletes old snapshots, with the name of the Cluster. */
export const PRUNES_SNAPSHOTS_OF = 'cdk8s-databases.io/prunes-snapshots-of';
