import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';

const made: string[] = [];

afterAll(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })));

/** A new folder with these files, gone after the tests; returns its path. */
export function folder(files: { readonly [name: string]: string }): string {
  const path = mkdtempSync(join(tmpdir(), 'cdk8s-databases-'));
  made.push(path);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}
