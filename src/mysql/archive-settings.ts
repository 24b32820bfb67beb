import type { MySqlClusterProps } from './mysql-cluster-props';
import type { MySqlSettings } from './mysql-settings';
import { ObjectStore } from '../values/object-store';
import { refuse } from '../values/refusal';

/** What a database leaves in the object store, and what it is made of. */
export interface MySqlArchiveSettings {
  readonly props: MySqlClusterProps;
  readonly settings: MySqlSettings;
  readonly store: ObjectStore;
  /** Where in the store: the folders `backups` and `binlogs` lie below it. */
  readonly path: string;
  /** Whether nothing but the store tells which backups there are: the operator's objects of them are gone, or in another Kubernetes cluster. */
  readonly lost?: boolean;
}

export function archiveSettings(props: MySqlClusterProps, settings: MySqlSettings, more: Partial<MySqlArchiveSettings> = {}): MySqlArchiveSettings {
  const { namespace, name } = settings;
  const store = more.store ?? settings.platform.backups;
  if (!store) {
    refuse('source', 'have backups: its platform has no object store', name, 'a database that was never backed up cannot be restored; give the platform `backups`');
  }
  return { props, settings, store, path: more.path ?? store.pathOf(namespace, name), lost: more.lost };
}
