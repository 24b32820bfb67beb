import { ObjectStore, ObjectStoreProvider } from '../values/object-store';
import { refuse } from '../values/refusal';

/** Where the archive of a database lies that is gone. */
export interface ArchivePlace {
  readonly store: ObjectStore;
  /** Path of the lost database in it. */
  readonly path: string;
}

const SCHEMES: Readonly<Record<ObjectStoreProvider, string>> = {
  [ObjectStoreProvider.S3]: 's3', [ObjectStoreProvider.GCS]: 'gs', [ObjectStoreProvider.AZURE]: 'https',
};
// what a bucket and ObjectStore's prefix may be made of
const PATH = /^(s3|gs|https):\/\/[a-z0-9._-]+(\/[\w.-]+)*$/;

export function requireDestinationPath(path: string, example: string): void {
  if (typeof path === 'string' && PATH.test(path) && !/\/\.{1,2}(\/|$)/.test(path)) return;
  refuse('destinationPath', 'be the URL of a folder, without a slash at its end', path, `give the path that the lost database had, for example "${example}"`);
}

/** A path of another provider's would be looked for in this one's store, and not found. */
export function requireSchemeOf({ store: { provider }, path }: ArchivePlace): void {
  const scheme = `${SCHEMES[provider]}://`;
  if (!path.startsWith(scheme)) refuse('destinationPath', `begin with ${scheme}, as all paths in its store do`, path, 'correct it, or give the store that it lies in');
}

/** Written into, an archive would not be the lost database's any more. */
export function requireApart({ path }: ArchivePlace, own: string | undefined, name: string): void {
  // a bucket of Google's is entered by two protocols
  const [lost, its] = [path, own ?? ''].map((url) => `${url.replace(/^gs:/, 's3:')}/`);
  if (own === undefined || !(its.startsWith(lost) || lost.startsWith(its))) return;
  refuse('name', `be such that the new database does not write into the archive (${path}), where its own backups would lie in ${own}`, name,
    'choose another name, or give the platform a prefix of its own for backups');
}
