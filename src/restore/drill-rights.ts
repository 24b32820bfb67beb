import { Manifest } from '../checklist/manifests';
import { Rehearsal, Right, ThrownAway } from '../contracts/rehearsal';
import { boundRole, roleRules } from '../platform/bound-role';

/** What a drill's program may do, in its namespace alone: what it makes it may remove, by name; it cannot change anything. */
export function drillRights(
  name: string, namespace: string, { objects, restores = [], verification, jobs, remains, rights: more = [] }: Rehearsal,
): Manifest[] {
  const made = [...objects, ...restores, ...verification];
  const rights: Right[] = [
    // who may create cannot be held to a name (Kubernetes docs, Using RBAC Authorization, "Referring to resources")
    ...made.map((of) => ({ ...kindOf(of), verbs: ['create'] })),
    ...made.map((of) => ({ ...kindOf(of), verbs: ['get', 'delete'], names: [of.manifest.metadata.name] })),
    // no name would be any name
    ...(jobs.length === 0 ? [] : [{ api: 'batch/v1', kind: 'jobs', verbs: ['get'], names: jobs }]),
    // a pod's name is its operator's
    { api: 'v1', kind: 'pods', verbs: ['list'] },
    ...remains.map((of) => ({ ...kindOf(of), verbs: ['list'] })),
    { api: 'v1', kind: 'events', verbs: ['create'] },
    ...more,
  ];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace }, automountServiceAccountToken: false },
    ...boundRole({ name, namespace, rules: roleRules(rights), account: { name, namespace } }),
  ];
}

function kindOf({ api, kind }: Pick<ThrownAway, 'api' | 'kind'>): { api: string; kind: string } {
  return { api, kind };
}

/** What it may read beside the database: where the operator's objects say which backups there are. */
export function sourceRights(name: string, namespace: string, source: string, { sourceRights: rights = [] }: Rehearsal): Manifest[] {
  return rights.length === 0 ? [] : boundRole({ name, namespace: source, rules: roleRules(rights), account: { name, namespace } });
}
