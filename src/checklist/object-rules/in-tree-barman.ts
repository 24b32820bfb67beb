import { FieldPath } from '../field';
import { Manifest } from '../manifests';
import { objectRule } from '../object-rule';
import { isCnpg } from '../readers/barman-archive';
import { isRecord, listIn } from '../readers/pod-template';
import { Severity } from '../severity';

export const inTreeBarman = objectRule({
  id: 'in-tree-barman',
  title: 'Backups go through the Barman Cloud plugin, not through what CloudNativePG has built in',
  why: 'The built-in support is deprecated since 1.26 and gone in 1.31: with that upgrade archiving and backups of the Cluster end.',
  fix: 'Write an ObjectStore (barmancloud.cnpg.io/v1) and name it; in YAML: spec.plugins: [{ name: barman-cloud.cloudnative-pg.io, isWALArchiver: true, '
    + 'parameters: { barmanObjectName } }] instead of spec.backup.barmanObjectStore, plugin instead of barmanObjectStore in spec.externalClusters, and '
    + 'method: plugin with pluginConfiguration in Backup and ScheduledBackup, whose default is barmanObjectStore.',
  source: 'CloudNativePG 1.30.0 release notes, deprecation of native Barman Cloud support; getInTreeBarmanWarnings in internal/webhook/v1/cluster_webhook.go',
  severity: Severity.DATA_LOSS,
  check: (manifest) => {
    if (isCnpg(manifest, 'Cluster')) return storesIn(manifest).map((path) => ({ found: `${dotted(path)} is removed in CloudNativePG 1.31`, path }));
    return isCnpg(manifest, 'ScheduledBackup') || isCnpg(manifest, 'Backup') ? ofBackup(manifest) : [];
  },
});

function storesIn({ spec }: Manifest): FieldPath[] {
  return [
    ...(isRecord(spec?.backup?.barmanObjectStore) ? [['spec', 'backup', 'barmanObjectStore']] : []),
    ...listIn(spec?.externalClusters).flatMap((external, i) => (isRecord(external?.barmanObjectStore)
      ? [['spec', 'externalClusters', i, 'barmanObjectStore']] : [])),
  ];
}

function ofBackup({ spec }: Manifest) {
  // without a cluster, which it must have, it is a patch of another manifest that may say the method
  if (!isRecord(spec) || (spec.method ?? (spec.cluster ? 'barmanObjectStore' : '')) !== 'barmanObjectStore') return [];
  const found = spec.method === undefined
    ? 'spec.method is missing, and its default barmanObjectStore is removed in CloudNativePG 1.31'
    : 'spec.method barmanObjectStore is removed in CloudNativePG 1.31';
  return [{ found, path: ['spec', 'method'] }];
}

function dotted(path: FieldPath): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('').slice(1);
}
