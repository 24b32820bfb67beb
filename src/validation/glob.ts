const WILDCARDS = /[*?[{]/;

/** Whether a shell would look for names that match. */
export function isGlob(path: string): boolean {
  return WILDCARDS.test(path);
}

/** Unless the pattern writes the name. */
function isUnwanted({ name }: { readonly name: string }): boolean {
  return name === 'node_modules';
}

/** What matches a pattern, in the order of the names: for shells that leave it to the program. As in a shell, hidden names want their dot written. */
export function glob(pattern: string): string[] {
  // loaded only here: most people name directories
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { globSync }: typeof import('glob') = require('glob');
  return globSync(directoriesOnly(pattern), { ignore: { ignored: isUnwanted, childrenIgnored: isUnwanted } }).sort();
}

/** Whoever names all below a directory means what may be manifests, not pictures beside them: those are found in the directories. */
function directoriesOnly(pattern: string): string {
  return pattern.replace(/(^|\/)\*\*$/, '$1**/');
}
