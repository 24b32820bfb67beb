import { Manifest } from '../checklist/manifests';
import { Rehearsal, ThrownAway } from '../contracts/rehearsal';

interface Right {
  readonly api: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly names?: readonly string[];
}

/** What a drill's program may do, in its namespace alone: what it makes it may remove, by name; it cannot change anything. */
export function drillRights(name: string, namespace: string, { objects, verification, jobs, remains }: Rehearsal): Manifest[] {
  const made = [...objects, ...verification];
  const rights: Right[] = [
    // who may create cannot be held to a name (Kubernetes docs, Using RBAC Authorization, "Referring to resources")
    ...made.map((of) => ({ ...kindOf(of), verbs: ['create'] })),
    ...made.map((of) => ({ ...kindOf(of), verbs: ['get', 'delete'], names: [of.manifest.metadata.name] })),
    { api: 'batch/v1', kind: 'jobs', verbs: ['get'], names: jobs },
    // a pod's name is its operator's
    { api: 'v1', kind: 'pods', verbs: ['list'] },
    { api: 'v1', kind: 'pods/log', verbs: ['get'] },
    ...remains.map((of) => ({ ...kindOf(of), verbs: ['list'] })),
    { api: 'v1', kind: 'events', verbs: ['create'] },
  ];
  const metadata = { name, namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: distinct(rights.map(ruleOf)) },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}

function kindOf({ api, kind }: Pick<ThrownAway, 'api' | 'kind'>): { api: string; kind: string } {
  return { api, kind };
}

function ruleOf({ api, kind, verbs, names }: Right): object {
  return { apiGroups: [api.includes('/') ? api.split('/')[0] : ''], resources: [kind], verbs, ...(names ? { resourceNames: names } : {}) };
}

function distinct(rules: object[]): object[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}
