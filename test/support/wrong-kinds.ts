/** Everything below `value`, by the way to it. */
export function pathsIn(value: unknown, path: ReadonlyArray<string | number> = []): Array<ReadonlyArray<string | number>> {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Array.isArray(value) ? value.map((item, i) => [i, item] as const) : Object.entries(value);
  return [path, ...inside.flatMap(([key, each]) => pathsIn(each, [...path, key]))];
}

/** What people and templates write in the wrong place. */
const WRONG = [null, '', 'text', 7, -1, true, [], [null], {}, { any: 'thing' }];

/** A copy for each part of `value` and each thing that may stand there instead. */
export function* spoiltIn(value: object): Generator<{ readonly path: string; readonly copy: any }> {
  for (const path of pathsIn(value).filter(({ length }) => length > 0)) {
    for (const wrong of WRONG) {
      const copy = structuredClone(value);
      const parent: any = path.slice(0, -1).reduce((of: any, key) => of[key], copy);
      parent[path[path.length - 1]] = wrong;
      yield { path: `${path.join('.')} = ${JSON.stringify(wrong)}`, copy };
    }
  }
}
