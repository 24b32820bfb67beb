import { SYSTEM_USERS } from './identifiers';
import { MySqlSettings } from './mysql-settings';
import { systemSecretName } from './pxc-names';
import { remoteKeyOf } from './remote-key';
import { Manifest } from '../checklist/manifests';
import { externalSecret } from '../parts/external-secret';
import { PMM_TOKEN } from '../parts/pmm';
import { SecretStore } from '../values/secret-store';

/** Keys of the Secret with the passwords of the operator's users, and the remote keys that they come from. */
export function systemKeys(of: MySqlSettings): Record<string, string> {
  // the token is that of the site's own PMM server
  const site = siteOf(of);
  const token = of.pmm ? [[PMM_TOKEN, remoteKeyOf({ ...site, keysOf: site }, PMM_TOKEN)]] : [];
  return Object.fromEntries([...SYSTEM_USERS.map((user) => [user, remoteKeyOf(of, user)]), ...token]);
}

/** A restored database's is that of its source. */
function siteOf(of: MySqlSettings): MySqlSettings {
  return of.recovery ? siteOf(of.recovery.archive.settings) : of;
}

/**
 * Passwords of the operator's users, all of them: it adds those that are missing (setUserSecretDefaults in secrets.go, 1.20), External Secrets takes them
 * away again, and in each round the users would get another password.
 */
export function systemUsers(of: MySqlSettings, store: SecretStore): Manifest {
  const remote = Object.fromEntries(Object.entries(systemKeys(of)).map(([user, key]) => [user, { key, property: 'password' }]));
  return externalSecret({ name: systemSecretName(of.name), namespace: of.namespace, store, remote });
}
