import { SecretKeyRef } from '../values/secret-key-ref';

/** A Secret as the clients of a migration mount it. */
export interface ServerVolume {
  readonly name: string;
  readonly mountPath: string;
  readonly secret: object;
}

/** Where the clients of a migration find a server's password and CA. */
export function serverPaths(server: string): { readonly password: string; readonly ca: string } {
  return { password: `/etc/${server}/credentials/password`, ca: `/etc/${server}/ca/ca.crt` };
}

/** What brings them there. No CA is that of a server whose certificate is not verified, or of a second user of one. */
export function serverVolumes(server: string, password: SecretKeyRef, ca?: SecretKeyRef): ServerVolume[] {
  const volume = (what: string, { name, key }: SecretKeyRef, path: string): ServerVolume => (
    { name: `${server}-${what}`, mountPath: `/etc/${server}/${what}`, secret: { secretName: name, items: [{ key, path }], defaultMode: 0o440 } });
  return [volume('credentials', password, 'password'), ...(ca ? [volume('ca', ca, 'ca.crt')] : [])];
}

/** Variables under the name of the server that they are of; what is undefined is left out. */
export function serverEnv(server: string, variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[`${server.toUpperCase()}_${name}`, value]])));
}
