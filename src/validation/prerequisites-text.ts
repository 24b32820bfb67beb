import { Prerequisites } from './prerequisites';

/** What the cluster must already have, as a short list. */
export function prerequisitesText({ operators, namespaces, objects, remoteSecrets }: Prerequisites): string {
  const lists: Array<[string, string[]]> = [
    ['Operators', operators.map(({ operator, version, kinds }) => `${operator}${version === 'any' ? '' : ` ${version}`}: ${kinds.join(', ')}`)],
    ['Namespaces', [...namespaces]],
    ['Objects', objects.map(({ kind, namespace, name, keys, usedBy }) => `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}${bracketed(keys)}, for ${usedBy.join(', ')}`)],
    ['Remote secrets', remoteSecrets.map(({ store, key, properties, usedBy }) => `${key}${bracketed(properties)} in ${store}, for ${usedBy.join(', ')}`)],
  ];
  const needed = lists.filter(([, lines]) => lines.length > 0);
  if (needed.length === 0) return 'The cluster needs nothing beforehand.\n';
  return [
    'The cluster must already have:',
    ...needed.flatMap(([title, lines]) => [`  ${title}:`, ...lines.map((line) => `    - ${line}`)]),
  ].map((line) => `${line}\n`).join('');
}

function bracketed(keys: readonly string[]): string {
  return keys.length > 0 ? ` (${keys.join(', ')})` : '';
}
