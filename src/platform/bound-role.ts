import { Manifest } from '../checklist/manifests';
import { Right } from '../contracts/rehearsal';

export interface BoundRole {
  /** Name of Role and RoleBinding. */
  readonly name: string;
  readonly namespace: string;
  readonly rules: readonly object[];
  /** The ServiceAccount that has it, in whatever namespace. */
  readonly account: { readonly name: string; readonly namespace: string };
}

/** A Role, and who has it. */
export function boundRole({ name, namespace, rules, account }: BoundRole): Manifest[] {
  const metadata = { name, namespace };
  return [
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    },
  ];
}

/** Rules of a Role, each of them once. */
export function roleRules(rights: readonly Right[]): object[] {
  return [...new Map(rights.map(ruleOf).map((rule) => [JSON.stringify(rule), rule])).values()];
}

function ruleOf({ api, kind, verbs, names }: Right): object {
  return { apiGroups: [api.includes('/') ? api.split('/')[0] : ''], resources: [kind], verbs: [...verbs], ...(names ? { resourceNames: [...names] } : {}) };
}
