import { endpointsOf } from './endpoints-of';
import { MySqlSettings } from './mysql-settings';
import { systemSecretName } from './pxc-names';
import { PERCONA_USER } from './pxc-pod';
import { MigrationClients, MigrationRequest } from '../contracts/migration-side';
import { serverEnv, serverPaths, serverVolumes } from '../parts/migration-server';
import { SecretKeyRef } from '../values/secret-key-ref';

/**
 * Who loads what a dump has. A view, a routine or a trigger keeps its definer, and where the binary log is on nobody makes one but who has SUPER (MySQL 8.4 manual, 27.7); for
 * definers such as root@localhost it takes SYSTEM_USER as well, which the operator's root has not (build/pxc-entrypoint.sh, 1.20).
 */
const LOADER = 'operator';

export interface MySqlMigrationClients {
  readonly settings: MySqlSettings;
  readonly request: MigrationRequest;
  /** Database of the target. */
  readonly database: string;
  /** The CA of the target. */
  readonly ca: SecretKeyRef;
}

/** A container with mysql and mysqldump of the target's version: a dump of a newer server may have what the target does not know. */
export function migrationClients({ settings, request: { source }, database, ca }: MySqlMigrationClients): MigrationClients {
  const { host, port } = endpointsOf(settings).readWrite;
  return {
    image: settings.image,
    user: PERCONA_USER,
    env: {
      ...environment('source', { host: source.host, port: source.port, database: source.database, user: source.user, verified: source.ca !== undefined }),
      ...environment('target', { host, port, database, user: LOADER, verified: true }),
    },
    volumes: [
      ...serverVolumes('source', { name: source.credentials.name, key: 'password' }, source.ca),
      ...serverVolumes('target', { name: settings.systemUsers?.name ?? systemSecretName(settings.name), key: LOADER }, ca),
    ],
  };
}

interface Connection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Whether it is encrypted, and the server's certificate verified. */
  readonly verified: boolean;
}

function environment(server: 'source' | 'target', { host, port, database, user, verified }: Connection): Record<string, string> {
  const paths = serverPaths(server);
  return serverEnv(server, {
    MYSQL_HOST: host,
    MYSQL_TCP_PORT: String(port),
    MYSQL_DATABASE: database,
    MYSQL_USER: user,
    MYSQL_PASSWORD_FILE: paths.password,
    MYSQL_SSL_MODE: verified ? 'VERIFY_IDENTITY' : 'DISABLED',
    MYSQL_SSL_CA: verified ? paths.ca : undefined,
  });
}
