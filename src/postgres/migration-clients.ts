import { POSTGRES_PORT } from './cnpg-network';
import { PostgresSettings, RoleSettings } from './postgres-settings';
import { MigrationClients, MigrationRequest } from '../contracts/migration-side';
import { serverEnv, serverPaths, serverVolumes } from '../parts/migration-server';
import { SecretKeyRef } from '../values/secret-key-ref';

/** The user `postgres` of CloudNativePG's images (postgres-containers, Dockerfile); Node.js runs as any. */
const POSTGRES_USER = 26;
/** Both sides print and read alike, whatever they are set to; nobody waits long for a lock, which clients would queue behind. */
export const SESSION_OPTIONS = [
  'datestyle=ISO', 'intervalstyle=postgres', 'timezone=UTC', 'extra_float_digits=3', 'bytea_output=hex', 'lock_timeout=10s', 'statement_timeout=0',
].map((option) => `-c ${option}`).join(' ');

export interface PostgresMigrationClients {
  readonly settings: PostgresSettings;
  readonly request: MigrationRequest;
  /** Database of the target. */
  readonly database: string;
  /** Who owns it. */
  readonly owner: RoleSettings;
  /** The CA of the target. */
  readonly ca: SecretKeyRef;
  /** The role that the source replicates with; undefined without a way back. */
  readonly wayBack?: RoleSettings;
}

/** A container with psql and pg_dump of the target's version, which are the newer ones: pg_dump reads no server that is newer than it is. */
export function migrationClients({ settings, request, database, owner, ca, wayBack }: PostgresMigrationClients): MigrationClients {
  const { source } = request;
  const target = { host: `${settings.name}-rw.${settings.namespace}.svc`, port: POSTGRES_PORT, database, rootCertificate: serverPaths('target').ca };
  const servers: Array<[string, Connection]> = [
    ['source', { ...source, role: source.user, rootCertificate: source.ca && serverPaths('source').ca }],
    ['target', { ...target, role: owner.name }],
    ...(wayBack ? [['wayback', { ...target, role: wayBack.name }] as [string, Connection]] : []),
  ];
  const password = (name: string) => ({ name, key: 'password' });
  return {
    image: settings.image,
    user: POSTGRES_USER,
    env: Object.assign({}, ...servers.map(([server, connection]) => environment(server, connection, request.name))),
    volumes: [
      ...serverVolumes('source', password(source.credentials.name), source.ca),
      ...serverVolumes('target', password(owner.secretName), ca),
      ...(wayBack ? serverVolumes('wayback', password(wayBack.secretName)) : []),
    ],
  };
}

interface Connection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly role: string;
  /** Undefined where the connection is not encrypted. */
  readonly rootCertificate?: string;
}

function environment(server: string, { host, port, database, role, rootCertificate }: Connection, application: string): Record<string, string> {
  return serverEnv(server, {
    PGHOST: host,
    PGPORT: String(port),
    PGDATABASE: database,
    PGUSER: role,
    PGPASSWORD_FILE: serverPaths(server).password,
    PGSSLMODE: rootCertificate === undefined ? 'disable' : 'verify-full',
    PGSSLROOTCERT: rootCertificate,
    PGCONNECT_TIMEOUT: '10',
    PGAPPNAME: application,
    PGOPTIONS: SESSION_OPTIONS,
    PGCLIENTENCODING: 'UTF8',
  });
}
