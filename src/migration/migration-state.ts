import { migrationName } from './migration-pod';
import { MigrationSettings } from './migration-settings';
import { Manifest } from '../checklist/manifests';
import { DeclaredMigration, MIGRATION } from '../checklist/readers/migrations';
import { MigrationSide } from '../contracts/migration-side';
import { kept } from '../parts/kept';

/** What the Jobs write down. It has no data here, so that applying it again resets nothing; lost, a phase would begin anew that must not. */
export function stateMap({ name, namespace, target, source, oneWay }: MigrationSettings, { replicationRole }: MigrationSide): Manifest {
  const declared: DeclaredMigration = {
    into: target, from: `${source.host}:${source.port}/${source.database}`, unencrypted: source.unencrypted, oneWay, replicationRole,
  };
  return kept({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: migrationName(name), namespace, annotations: { [MIGRATION]: JSON.stringify(declared) } } });
}

/** Whoever holds it does a phase. */
export function stateLease({ name, namespace }: MigrationSettings): Manifest {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: migrationName(name), namespace } };
}

