import { TOOLS_IMAGES, TOOLS_USER } from './dump-cron-job';
import { endpointsOf } from './endpoints-of';
import { MongoSettings, UserSettings } from './mongo-settings';
import { sourceAddress } from './source-address';
import { MigrationClients, MigrationFrontUris, MigrationRequest } from '../contracts/migration-side';
import { serverEnv, serverPaths, serverVolumes } from '../parts/migration-server';
import { SecretKeyRef } from '../values/secret-key-ref';
import { VmDatabase } from '../values/vm-database';

/** What clients connect by, without user, password and the file of the CA. */
export function frontUris(source: VmDatabase, settings: MongoSettings, database: string): MigrationFrontUris {
  return { source: sourceUri(source, source.database), target: targetUri(settings, database) };
}

export interface MongoMigrationClients {
  readonly settings: MongoSettings;
  readonly request: MigrationRequest;
  /** Database of the target. */
  readonly database: string;
  /** Who loads it. */
  readonly loader: UserSettings;
  /** The CA of the target. */
  readonly ca: SecretKeyRef;
}

/** A container with mongosh, mongodump and mongorestore, as dumps have it. */
export function migrationClients({ settings, request: { source }, database, loader, ca }: MongoMigrationClients): MigrationClients {
  return {
    image: TOOLS_IMAGES[settings.series],
    user: TOOLS_USER,
    env: {
      ...environment('source', { uri: sourceUri(source, ''), database: source.database, user: source.user, verified: source.ca !== undefined }),
      ...environment('target', { uri: targetUri(settings, ''), database, user: loader.name, verified: true }),
    },
    volumes: [
      ...serverVolumes('source', { name: source.credentials.name, key: 'password' }, source.ca),
      ...serverVolumes('target', { name: loader.secretName, key: 'password' }, ca),
    ],
  };
}

interface Connection {
  readonly uri: string;
  readonly database: string;
  readonly user: string;
  /** Whether it is encrypted, and the server's certificate verified. */
  readonly verified: boolean;
}

function environment(server: 'source' | 'target', { uri, database, user, verified }: Connection): Record<string, string> {
  const paths = serverPaths(server);
  return serverEnv(server, {
    MONGODB_URI: verified ? `${uri}&tlsCAFile=${paths.ca}` : uri,
    MONGODB_DATABASE: database,
    MONGODB_USER: user,
    MONGODB_PASSWORD_FILE: paths.password,
  });
}

/** One server is asked alone; the members of a replica set send clients on to each other. */
function sourceUri(source: VmDatabase, database: string): string {
  const { replicaSet, ca } = source;
  const members = replicaSet === undefined ? 'directConnection=true' : `replicaSet=${replicaSet}`;
  return `mongodb://${sourceAddress(source)}/${encodeURIComponent(database)}?authSource=admin&tls=${ca !== undefined}&${members}`;
}

function targetUri(settings: MongoSettings, database: string): string {
  const hosts = endpointsOf(settings).members.map(({ host, port }) => `${host}:${port}`).join(',');
  return `mongodb://${hosts}/${database}?authSource=admin&tls=true&replicaSet=${settings.replicaSet}&w=majority`;
}
