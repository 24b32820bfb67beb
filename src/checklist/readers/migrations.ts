import { isRecord } from './pod-template';
import { Manifest, Manifests } from '../manifests';

/** On the state of a migration: what it does, as JSON. */
export const MIGRATION = 'cdk8s-databases.io/migration';

/** What a migration says of itself. */
export interface DeclaredMigration {
  /** Name of the target, in the migration's namespace. */
  readonly into: string;
  /** `<host>:<port>/<database>` of the source. */
  readonly from: string;
  /** Why what is copied crosses the network readable. */
  readonly unencrypted?: string;
  /** Why there is no way back. */
  readonly oneWay?: string;
  /** Role of the target that the source replicates with; undefined without a way back. */
  readonly replicationRole?: string;
}

/** Migrations into a database. */
interface Database {
  readonly namespace: string;
  readonly name: string;
}

/** What falls short in the migrations into a database, in words. */
export function migrationRemarks(among: Manifests, database: Database): string[] {
  return migrationsInto(among, database).flatMap(({ from, unencrypted, oneWay, replicationRole }) => [
    ...(unencrypted === undefined ? [] : [`passwords and rows of ${from} are migrated without TLS: ${unencrypted}`]),
    ...(oneWay === undefined ? [] : [`what is written after the switch from ${from} does not come back there: ${oneWay}`]),
    ...(replicationRole === undefined ? [] : [`role ${replicationRole} may replicate what the database holds to ${from}, for as long as the migration's code is there`]),
  ]);
}

/** Roles that may replicate, because a migration's source follows the database. */
export function replicationRoles(among: Manifests, database: Database): string[] {
  return migrationsInto(among, database).flatMap(({ replicationRole }) => replicationRole ?? []);
}

function migrationsInto(among: Manifests, { namespace, name }: Database): Array<Partial<DeclaredMigration>> {
  return among.ofKind('', 'ConfigMap')
    .filter(({ metadata }) => (metadata.namespace ?? 'default') === namespace)
    .map(declaredMigration)
    .filter(({ into }) => into === name);
}

function declaredMigration({ metadata: { annotations } }: Manifest): Partial<DeclaredMigration> {
  try {
    const value = JSON.parse(annotations?.[MIGRATION] ?? '{}');
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
