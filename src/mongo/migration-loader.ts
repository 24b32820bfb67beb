/** What the name of who loads the target of a migration ends in. */
export const LOADER = '_migration';

/** Who loads the target of a migration. */
export function loaderName(migration: string): string {
  return `${migration.replace(/-/g, '_')}${LOADER}`;
}
