import { Construct, IConstruct } from 'constructs';
import { refuse } from '../values/refusal';

/** What a namespace is for. */
export type NamespaceUse = 'databases' | 'drills';

interface Used {
  readonly by: string;
  readonly as: NamespaceUse;
}

const uses = new WeakMap<IConstruct, Map<string, Used>>();

/** Databases and drills have no namespace in common in an app: a drill may make and remove databases and Jobs where it is, and reads every log. */
export function useNamespace(scope: Construct, namespace: string, as: NamespaceUse): void {
  const { root, path } = scope.node;
  let used = uses.get(root);
  if (!used) uses.set(root, used = new Map());
  const other = used.get(namespace);
  if (other && other.as !== as) {
    refuse('namespace', `have either databases or drills: it has the ${other.as} of ${other.by}`, namespace, 'give drills a namespace in which no database lives');
  }
  if (!other) used.set(namespace, { by: path, as });
}
