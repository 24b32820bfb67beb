import { objectRule } from '../object-rule';
import { barmanArchives, barmanSource, isCnpg } from '../readers/barman-archive';
import { Severity } from '../severity';

export const recoveryOwnArchive = objectRule({
  id: 'recovery-own-archive',
  title: 'A restored Cluster archives elsewhere than in what it was restored from',
  why: 'The operator finds the archive not empty and never starts the restored Cluster; with that check switched off, the new timeline is written over '
    + 'the backups that one has just needed.',
  fix: 'Let the Cluster archive under a name of its own; in YAML: another serverName (or barmanObjectName) in spec.plugins[].parameters than in '
    + 'spec.externalClusters[].plugin.parameters.',
  source: 'CloudNativePG 1.30 docs, Recovery, Restoring into a Cluster with a Backup Section; cloudnative-pg/cloudnative-pg#7344 and #6470',
  severity: Severity.DATA_LOSS,
  check: (manifest, among) => {
    const source = isCnpg(manifest, 'Cluster') ? barmanSource(manifest, among) : undefined;
    if (!source) return [];
    return barmanArchives(manifest, among)
      .filter(({ place, server }) => place === source.place && server === source.server)
      .map(({ place, server, path }) => ({ found: `restores from "${place}", server "${server}", and archives to the very same`, path }));
  },
});
