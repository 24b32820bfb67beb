import { readFileSync } from 'fs';
import { join } from 'path';

/** The text of a file of `programs`, which runs in a pod. */
export function program(file: string): string {
  return readFileSync(join(__dirname, '..', '..', 'programs', file), 'utf8');
}

/** Files of `programs` by their names, as the data of a ConfigMap. */
export function programs(...files: string[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [file, program(file)]));
}

/** Files of `programs` with all of those that they name as `./…`, in the order of their names. */
export function programsWithImports(...files: string[]): Record<string, string> {
  const found = new Map<string, string>();
  const add = (file: string): void => {
    if (found.has(file)) return;
    const text = program(file);
    found.set(file, text);
    for (const [, named] of text.matchAll(/'\.\/([\w.-]+\.\w+)'/g)) add(named);
  };
  files.forEach(add);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
