import { COMMUNITY_ACCOUNT } from './community';
import { MongoSettings } from './mongo-settings';
import { Manifest } from '../checklist/manifests';

/** The most members that vote; those beyond the declared ones are named, too, so that a database that shrinks can say so to its end. */
const MOST_MEMBERS = 7;

/** The identity that the pods of all of a namespace's MongoDBCommunity objects run as: the operator knows no other. */
export function communityAccount(namespace: string): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: COMMUNITY_ACCOUNT, namespace } };
}

/**
 * What a database's pods may: they say in their own annotations how far they are, go when they have a new version, and their readiness probe reads the Secret with the agent's
 * configuration (mongodb-kubernetes-operator 0.13.0, pkg/readiness/config, AUTOMATION_CONFIG_MAP, and cmd/versionhook). The operator's own role, config/rbac/role_database.yaml, reads every
 * Secret of the namespace.
 */
export function communityAccess({ name, namespace }: Pick<MongoSettings, 'name' | 'namespace'>): Manifest[] {
  const metadata = { name: `${COMMUNITY_ACCOUNT}-${name}`, namespace };
  const pods = Array.from({ length: MOST_MEMBERS }, (_, i) => `${name}-${i}`);
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [
        { apiGroups: [''], resources: ['secrets'], resourceNames: [`${name}-config`], verbs: ['get'] },
        { apiGroups: [''], resources: ['pods'], resourceNames: pods, verbs: ['get', 'patch', 'delete'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: COMMUNITY_ACCOUNT, namespace }],
    },
  ];
}
