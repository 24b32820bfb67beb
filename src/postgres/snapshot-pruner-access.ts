import { snapshotsName } from './cnpg-snapshots';
import { PostgresSettings } from './postgres-settings';
import { Manifest } from '../checklist/manifests';

const SNAPSHOTS = 'snapshot.storage.k8s.io';
const OPERATOR = 'postgresql.cnpg.io';
const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io/v1';
/** Label of a VolumeSnapshotContent that goes; programs/prune-snapshots.mjs sets it. */
const PRUNED_FROM = 'cdk8s-databases.io/pruned-from';

/**
 * What the pruner may do. The names of what it deletes are not known beforehand, so that its Role names kinds only, and VolumeSnapshotContents have no namespace:
 * the admission policy keeps it to the VolumeSnapshots and Backups of its Cluster, and to the contents of its namespace. Of a content nothing tells the
 * Cluster: the operator's labels are on its VolumeSnapshot, which a policy cannot look up, and that one's name is the Backup's, which anybody chooses. So it may
 * mark and delete contents of any Cluster in its namespace; that it does so for those of its own only is the program's word.
 *
 * It lists Clusters, whole: from its own it reads status.systemID and the age, from the others what they are being restored from.
 */
export function prunerAccess(of: PostgresSettings): Manifest[] {
  const name = snapshotsName(of.name);
  const metadata = { name, namespace: of.namespace };
  // names of objects without a namespace: two databases may differ in the namespace alone
  const wide = { name: `${name}.${of.namespace}` };
  const subjects = [{ kind: 'ServiceAccount', name, namespace: of.namespace }];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata,
      rules: [
        { apiGroups: [OPERATOR], resources: ['backups'], verbs: ['list', 'delete'] },
        { apiGroups: [OPERATOR], resources: ['clusters'], verbs: ['list'] },
        { apiGroups: [SNAPSHOTS], resources: ['volumesnapshots'], verbs: ['get', 'list', 'delete'] },
        { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['list'] },
      ],
    },
    { apiVersion: `${RBAC}/v1`, kind: 'RoleBinding', metadata, roleRef: { apiGroup: RBAC, kind: 'Role', name }, subjects },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: wide,
      rules: [{ apiGroups: [SNAPSHOTS], resources: ['volumesnapshotcontents'], verbs: ['get', 'list', 'patch', 'delete'] }],
    },
    { apiVersion: `${RBAC}/v1`, kind: 'ClusterRoleBinding', metadata: wide, roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: wide.name }, subjects },
    admissionPolicy(of, wide),
    { apiVersion: ADMISSION, kind: 'ValidatingAdmissionPolicyBinding', metadata: wide, spec: { policyName: wide.name, validationActions: ['Deny'] } },
  ];
}

/** Kubernetes docs, "Validating Admission Policy": CEL over the object, the one that was there, and the request. */
function admissionPolicy({ name, namespace }: PostgresSettings, metadata: { readonly name: string }): Manifest {
  const resource = (kind: string) => `request.resource.resource == '${kind}'`;
  const marked = (object: string) => `has(${object}.metadata.labels) && '${PRUNED_FROM}' in ${object}.metadata.labels && ${object}.metadata.labels['${PRUNED_FROM}'] == '${name}'`;
  const unchanged = ['driver', 'source', 'volumeSnapshotRef'].map((field) => `object.spec.${field} == oldObject.spec.${field}`).join(' && ');
  const contents = resource('volumesnapshotcontents');
  return {
    apiVersion: ADMISSION,
    kind: 'ValidatingAdmissionPolicy',
    metadata,
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          { apiGroups: [SNAPSHOTS], apiVersions: ['*'], operations: ['UPDATE', 'DELETE'], resources: ['volumesnapshotcontents'] },
          { apiGroups: [SNAPSHOTS], apiVersions: ['*'], operations: ['DELETE'], resources: ['volumesnapshots'] },
          { apiGroups: [OPERATOR], apiVersions: ['*'], operations: ['DELETE'], resources: ['backups'] },
        ],
      },
      matchConditions: [{ name: 'pruner', expression: `request.userInfo.username == 'system:serviceaccount:${namespace}:${snapshotsName(name)}'` }],
      // an answer of 403 and not of 422, so that the pruner can tell it
      validations: [
        {
          expression: `!(${contents}) || oldObject.spec.volumeSnapshotRef.namespace == '${namespace}'`,
          message: `only VolumeSnapshotContents of namespace ${namespace}`,
        },
        {
          expression: `!(${contents} && request.operation == 'UPDATE') || (object.spec.deletionPolicy == 'Delete' && ${unchanged} && ${marked('object')})`,
          message: 'only deletionPolicy Delete, and the label that tells it',
        },
        {
          expression: `!(${contents} && request.operation == 'DELETE') || (oldObject.spec.deletionPolicy == 'Delete' && ${marked('oldObject')})`,
          message: 'only VolumeSnapshotContents that were marked for it',
        },
        {
          expression: `!(${resource('volumesnapshots')}) || (has(oldObject.metadata.labels) && 'cnpg.io/cluster' in oldObject.metadata.labels && oldObject.metadata.labels['cnpg.io/cluster'] == '${name}')`,
          message: `only VolumeSnapshots of Cluster ${name}`,
        },
        {
          expression: `!(${resource('backups')}) || (oldObject.spec.cluster.name == '${name}' && has(oldObject.spec.method) && oldObject.spec.method == 'volumeSnapshot')`,
          message: `only Backups of Cluster ${name} by snapshots`,
        },
      ].map((validation) => ({ ...validation, reason: 'Forbidden' })),
    },
  };
}
