import { MongoSettings } from './mongo-settings';
import { Manifest } from '../checklist/manifests';
import { externalSecret } from '../parts/external-secret';
import { PERCONA_KEYS } from '../platform/database-namespace';

/** How a database that is restored enters its source's store. */
export interface SourceCredentials {
  /** Name of the Secret; undefined with an identity. */
  readonly secret: string | undefined;
  /** The ExternalSecret that fills it, where it is not the one of all databases in the namespace. */
  readonly manifest?: Manifest;
}

/** With keys that write: the agents mark a store as theirs. */
export function sourceCredentials({ name, namespace, recovery, platform }: MongoSettings, own: string | undefined): SourceCredentials {
  const { store, lost } = recovery!.archive;
  const { remoteKey, secretName } = store.credentials;
  const { credentials, provider } = platform.backups!;
  if (!lost || (remoteKey !== undefined && remoteKey === credentials.remoteKey && store.provider === provider)) return { secret: own };
  if (remoteKey === undefined) return { secret: secretName };
  const secret = `${name}-source`;
  const properties = PERCONA_KEYS[store.provider];
  return { secret, manifest: externalSecret({ name: secret, namespace, store: platform.secrets!, remoteKey, properties }) };
}
