import { existsSync, readdirSync } from 'fs';
import { join } from 'path';

const WILDCARDS = /[*?[{]/;

/** Whether a shell would look for names that match. */
export function isGlob(path: string): boolean {
  return WILDCARDS.test(path);
}

/** What matches a pattern with `*`, `**`, `?`, `[a-z]` and `{a,b}`, in the order of the names: for shells that leave it to the program. */
export function glob(pattern: string): string[] {
  return [...new Set(alternatives(pattern).flatMap((each) => matches(each.startsWith('/') ? '/' : '', each.split('/').filter((part) => part !== ''))))];
}

function alternatives(pattern: string): string[] {
  const braces = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(pattern);
  return braces ? braces[2].split(',').flatMap((choice) => alternatives(braces[1] + choice + braces[3])) : [pattern];
}

function matches(directory: string, [part, ...rest]: readonly string[]): string[] {
  if (part === undefined) return [directory === '' ? '.' : directory];
  if (part === '**') {
    const below = namesIn(directory).filter((entry) => entry.isDirectory() && isListed(entry.name, part));
    return [...matches(directory, rest), ...below.flatMap(({ name }) => matches(join(directory, name), [part, ...rest]))];
  }
  if (!isGlob(part)) {
    const path = join(directory, part);
    return existsSync(path) ? matches(path, rest) : [];
  }
  const wanted = expression(part);
  return namesIn(directory)
    .filter(({ name }) => isListed(name, part) && wanted.test(name))
    .flatMap(({ name }) => matches(join(directory, name), rest));
}

/** As in a shell, hidden names want their dot written. */
function isListed(name: string, part: string): boolean {
  return name !== 'node_modules' && (!name.startsWith('.') || part.startsWith('.'));
}

function namesIn(directory: string) {
  try {
    return readdirSync(directory === '' ? '.' : directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

function expression(part: string): RegExp {
  const source = part.replace(/\[[^\]]+\]|[^\w]/g, (found) => {
    if (found === '*') return '.*';
    if (found === '?') return '.';
    return found.length > 1 ? found.replace(/^\[!/, '[^').replace(/\\/g, '\\\\') : `\\${found}`;
  });
  return new RegExp(`^${source}$`, 's');
}
