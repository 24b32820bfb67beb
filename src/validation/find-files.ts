import { existsSync, readdirSync, realpathSync, statSync, Stats } from 'fs';
import { join } from 'path';
import { glob, isGlob } from './glob';
import { STANDARD_INPUT } from './read-text';

/** A file to read. */
export interface FoundFile {
  readonly path: string;
  /** Whether somebody asked for this very file; otherwise it was met in a directory. */
  readonly named: boolean;
}

/** Files, and in directories and below all that may be manifests, each once, in the order of the input; what cannot be looked at goes to `onError`. */
export function findFiles(paths: readonly string[], onError: (path: string, error: unknown) => void): FoundFile[] {
  const found = new Map<string, FoundFile>();
  const entered = new Set<string>();
  const attempt = (path: string, look: () => void) => {
    try {
      look();
    } catch (error) {
      onError(path, error);
    }
  };
  const add = (path: string, named: boolean) => {
    // named twice, or named and in a named directory
    const real = path === STANDARD_INPUT ? path : realpathSync(path);
    found.set(real, { path: found.get(real)?.path ?? path, named: named || found.get(real)?.named === true });
  };
  const enter = (directory: string) => {
    // a symbolic link may lead back up
    const real = realpathSync(directory);
    if (entered.has(real)) return;
    entered.add(real);
    for (const name of readdirSync(directory).sort()) {
      if (name.startsWith('.') || name === 'node_modules') continue;
      const inside = join(directory, name);
      attempt(inside, () => visit(inside, name));
    }
  };
  const visit = (path: string, name: string) => {
    const mayBeManifest = /\.(ya?ml|json)$/i.test(name);
    const status = mayBeManifest ? statSync(path) : statusOf(path);
    if (status?.isDirectory()) enter(path);
    // reading a pipe that happens to lie there would wait for ever
    else if (mayBeManifest && status?.isFile()) add(path, false);
  };
  for (const given of paths) {
    attempt(given, () => {
      for (const path of expanded(given)) {
        attempt(path, () => (path !== STANDARD_INPUT && statSync(path).isDirectory() ? enter(path) : add(path, true)));
      }
    });
  }
  return [...found.values()];
}

function expanded(path: string): string[] {
  if (!isGlob(path) || existsSync(path)) return [path];
  const matching = glob(path);
  if (matching.length === 0) throw new Error('no file matches');
  return matching;
}

/** Of what is no manifest by its name: a link in circles is nobody's loss. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
