import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Words of a program that hold in a pod alone, and what stands there otherwise. */
export interface Change {
  /** In the module. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A module with changes, for a program that is built from it. */
export interface ChangedModule {
  readonly module: string;
  readonly changes: readonly Change[];
}

/** Writes the module's files into another folder, changed. */
export function writeChanged(moduleFolder: string, changes: readonly Change[], folder: string): void {
  const open = new Set(changes);
  for (const entry of readdirSync(moduleFolder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())) {
    const file = relative(moduleFolder, join(entry.parentPath, entry.name));
    let bytes = readFileSync(join(moduleFolder, file));
    for (const change of changes.filter((one) => one.file === file)) {
      const text = bytes.toString();
      if (!text.includes(change.from)) continue;
      bytes = Buffer.from(text.replace(change.from, () => change.to));
      open.delete(change);
    }
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), bytes);
  }
  if (open.size > 0) {
    const [{ file, from }] = open;
    throw new Error(`${file} of ${moduleFolder} must have ${JSON.stringify(from)}; look how this version says it`);
  }
}
