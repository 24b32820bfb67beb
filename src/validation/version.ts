/** The version of this package. */
export function version(): string {
  // outside of rootDir: the compiler must not take it along
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../../package.json').version;
}
