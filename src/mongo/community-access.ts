import { COMMUNITY_ACCOUNT } from './community';
import { Manifest } from '../checklist/manifests';

/**
 * What the pods of a namespace's MongoDBCommunity objects run as: they say in their own annotations how far they are, go when they have a new version, and
 * read the Secret with the agent's configuration (mongodb-kubernetes-operator 0.13.0, config/rbac/role_database.yaml, has the same rights).
 */
export function communityAccess(namespace: string): Manifest[] {
  const metadata = { name: COMMUNITY_ACCOUNT, namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [
        { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
        { apiGroups: [''], resources: ['pods'], verbs: ['get', 'patch', 'delete'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: COMMUNITY_ACCOUNT },
      subjects: [{ kind: 'ServiceAccount', name: COMMUNITY_ACCOUNT, namespace }],
    },
  ];
}
