/** A number below `count` that follows from a name: what many do on a schedule is spread by it. */
export function spread(key: string, count: number): number {
  let hash = 0;
  for (const character of key) hash = (hash * 31 + character.charCodeAt(0)) % count;
  return hash;
}
