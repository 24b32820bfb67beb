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
