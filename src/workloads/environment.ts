import { Manifests } from '../checklist/manifests';
import { isRecord, listIn } from '../checklist/readers/pod-template';

/** A variable of a container. */
export interface Variable {
  readonly name: string;
  /** What it holds, as far as the input shows it. */
  readonly value?: string;
  /** Name of the Secret that it comes from. */
  readonly secret?: string;
}

/** What a container finds in its environment. */
export interface Environment {
  readonly variables: readonly Variable[];
  /** Secrets of which every entry becomes a variable. */
  readonly secrets: readonly string[];
  /** ConfigMaps that are named and not in the input. */
  readonly unseen: readonly string[];
  get(name: string): string | undefined;
}

/** Later entries win, and `env` over `envFrom`, as in the kubelet. */
export function environmentOf(container: any, namespace: string, among: Manifests): Environment {
  const byName = new Map<string, Variable>();
  const unseen: string[] = [];
  const dataOf = (map: unknown, optional: unknown): Record<string, unknown> | undefined => {
    const found = among.find('', 'ConfigMap', namespace, String(map));
    if (!found && optional !== true) unseen.push(String(map));
    return isRecord(found?.data) ? found.data : undefined;
  };
  const sources = listIn(container.envFrom).filter(isRecord);
  for (const { configMapRef, prefix = '' } of sources) {
    if (!isRecord(configMapRef)) continue;
    for (const [key, value] of Object.entries(dataOf(configMapRef.name, configMapRef.optional) ?? {})) {
      byName.set(`${prefix}${key}`, { name: `${prefix}${key}`, value: String(value) });
    }
  }
  for (const { name, value, valueFrom } of listIn(container.env).filter(isRecord)) {
    const map = valueFrom?.configMapKeyRef;
    const held = isRecord(map) ? dataOf(map.name, map.optional)?.[map.key] : value;
    byName.set(String(name), {
      name: String(name),
      ...(held !== undefined && held !== null && { value: String(held) }),
      ...(valueFrom?.secretKeyRef?.name !== undefined && { secret: String(valueFrom.secretKeyRef.name) }),
    });
  }
  return {
    variables: [...byName.values()],
    secrets: sources.flatMap(({ secretRef }) => (isRecord(secretRef) ? [String(secretRef.name)] : [])),
    unseen: [...new Set(unseen)],
    get: (name) => byName.get(name)?.value,
  };
}
