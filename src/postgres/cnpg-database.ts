import { kebab } from './identifiers';
import { PostgresDatabase } from './postgres-database';
import { Manifest } from '../checklist/manifests';

/** The operator's Database. Removed from the app, the database itself stays. */
export function databaseManifest(cluster: { name: string; namespace: string }, database: Required<PostgresDatabase>): Manifest {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Database',
    metadata: { name: `${cluster.name}-${kebab(database.name)}`, namespace: cluster.namespace },
    spec: {
      cluster: { name: cluster.name },
      name: database.name,
      owner: database.owner,
      databaseReclaimPolicy: 'retain',
      ...(database.extensions.length > 0 ? { extensions: database.extensions.map((name) => ({ name })) } : {}),
      ...(database.schemas.length > 0 ? { schemas: database.schemas.map((name) => ({ name, owner: database.owner })) } : {}),
    },
  };
}
