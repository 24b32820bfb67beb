import type { PostgresClusterProps } from './postgres-cluster-props';
import type { PostgresSettings } from './postgres-settings';
import { ObjectStore } from '../values/object-store';
import { refuse } from '../values/refusal';

/** What a database left, or leaves, in the object store, and what it is made of. */
export interface PostgresArchiveSettings {
  readonly props: PostgresClusterProps;
  readonly settings: PostgresSettings;
  readonly store: ObjectStore;
  /** Where in the store. */
  readonly destinationPath: string;
  /** Under which name there. */
  readonly serverName: string;
}

/** The archive of a database that this library made, or would make from these props. */
export function archiveSettings(
  props: PostgresClusterProps, settings: PostgresSettings, more: Partial<PostgresArchiveSettings> = {},
): PostgresArchiveSettings {
  const store = more.store ?? settings.platform.backups;
  if (!store) {
    refuse('source', 'have backups: its platform has no object store', settings.name, 'a database that was never backed up cannot be restored; give the platform `backups`');
  }
  return {
    props,
    settings,
    store,
    destinationPath: more.destinationPath ?? store.pathOf(settings.namespace, settings.name),
    serverName: more.serverName ?? serverNameOf(settings),
  };
}

/**
 * Each major version archives under a name of its own: after an upgrade in place the timeline starts again, and the new server would write over
 * the old one's WAL (CloudNativePG 1.30, docs/src/postgres_upgrades.md, "Backup and WAL Archive Considerations").
 */
export function serverNameOf({ name, major }: { readonly name: string; readonly major: number }): string {
  return `${name}-pg${major}`;
}
