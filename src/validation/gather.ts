/** A thing, and what one place says of it. */
export interface Row<T, K extends string> {
  readonly of: T;
  readonly details: Readonly<Record<K, string | undefined>>;
}

/** Each thing once, with all that is said of it; sorted by what the thing is written like. */
export function gather<T extends object, K extends string>(rows: ReadonlyArray<Row<T, K>>): Array<T & Record<K, string[]>> {
  const gathered = new Map<string, T & Record<K, string[]>>();
  for (const { of, details } of rows) {
    const id = JSON.stringify(of);
    const all: any = gathered.get(id) ?? { ...of };
    gathered.set(id, all);
    for (const [detail, text] of Object.entries<string | undefined>(details)) {
      all[detail] ??= [];
      if (text !== undefined && !all[detail].includes(text)) all[detail].push(text);
    }
  }
  return [...gathered.keys()].sort().map((id) => gathered.get(id)!);
}
