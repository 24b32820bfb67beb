/** Everything below `value`, by the way to it. */
export function pathsIn(value: unknown, path: ReadonlyArray<string | number> = []): Array<ReadonlyArray<string | number>> {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Array.isArray(value) ? value.map((item, i) => [i, item] as const) : Object.entries(value);
  return [path, ...inside.flatMap(([key, each]) => pathsIn(each, [...path, key]))];
}

/** What people and templates write in the wrong place. */
const WRONG = [null, '', 'text', 7, -1, true, [], [null], {}, { any: 'thing' }];

/** How many of them stand in each place: all of them with FUZZ_RUNS. */
const IN_EACH_PLACE = process.env.FUZZ_RUNS === undefined ? 3 : WRONG.length;

/** A copy for each part of `value` and things that may stand there instead, other ones in the next part. */
export function* spoiltIn(value: object): Generator<{ readonly path: string; readonly copy: any }> {
  for (const [at, path] of pathsIn(value).filter(({ length }) => length > 0).entries()) {
    for (let i = 0; i < IN_EACH_PLACE; i++) {
      const wrong = WRONG[(IN_EACH_PLACE * at + i) % WRONG.length];
      const copy = structuredClone(value);
      const parent: any = path.slice(0, -1).reduce((of: any, key) => of[key], copy);
      parent[path[path.length - 1]] = wrong;
      yield { path: `${path.join('.')} = ${JSON.stringify(wrong)}`, copy };
    }
  }
}
