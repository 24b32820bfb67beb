import { MySqlSettings } from './mysql-settings';
import { RecoverySettings } from './recovery-settings';
import { Manifest } from '../checklist/manifests';
import { externalSecret } from '../parts/external-secret';
import { PERCONA_KEYS } from '../platform/database-namespace';

/** How a database that is restored enters its source's store. */
export interface SourceCredentials {
  /** Name of the Secret. */
  readonly secret: string;
  /** Whether an ExternalSecret of that name fills it. */
  readonly external: boolean;
  /** That ExternalSecret, where it is not the one of all databases in the namespace. */
  readonly manifest?: Manifest;
}

/** A drill shares it with none: each may read what is its own. */
export function sourceCredentials({ name, namespace, platform }: MySqlSettings, recovery: RecoverySettings): SourceCredentials {
  const { archive: { store }, credentials, thrownAway } = recovery;
  const { remoteKey, secretName } = credentials;
  if (remoteKey === undefined) return { secret: secretName!, external: false };
  if (!thrownAway && remoteKey === platform.backups?.credentials.remoteKey && store.provider === platform.backups?.provider) {
    return { secret: platform._perconaNamespace(namespace).perconaCredentials()!, external: true };
  }
  const secret = `${name}-source`;
  const properties = PERCONA_KEYS[store.provider];
  return { secret, external: true, manifest: externalSecret({ name: secret, namespace, store: platform.secrets!, remoteKey, properties }) };
}
