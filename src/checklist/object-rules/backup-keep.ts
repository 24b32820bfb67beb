import { FieldPath } from '../field';
import { groupOf, Manifest } from '../manifests';
import { objectRule } from '../object-rule';
import { listIn } from '../readers/pod-template';
import { Severity } from '../severity';

/** Where Percona's operators list what backups are made. */
const LISTS: Readonly<Record<string, FieldPath>> = {
  'pxc.percona.com/PerconaXtraDBCluster': ['spec', 'backup', 'schedule'],
  'psmdb.percona.com/PerconaServerMongoDB': ['spec', 'backup', 'tasks'],
};

export const backupKeep = objectRule({
  id: 'backup-keep',
  title: 'Percona\'s schedules say retention, not keep',
  why: 'The field keep goes after release 1.21 of the XtraDB operator, and the MongoDB operator documents retention only: once it is dropped, nothing is pruned and the '
    + 'store grows without end.',
  fix: 'Say it in the field that stays; in YAML: retention: { type: count, count: 7, deleteFromStorage: true } instead of keep: 7.',
  source: 'Percona Operator for MySQL 1.20, pkg/apis/pxc/v1/pxc_types.go, PXCScheduledBackupSchedule; Percona Operator for MongoDB 1.23 docs, Delete the unneeded backup',
  severity: Severity.HYGIENE,
  check: (manifest) => listed(manifest).filter(({ of }) => of?.keep !== undefined && of.retention === undefined).map(({ of, path }) => ({
    found: `keep: ${of.keep} of schedule "${of.name}" is deprecated`, path: [...path, 'keep'],
  })),
});

function listed(manifest: Manifest): Array<{ of: any; path: FieldPath }> {
  const path = LISTS[`${groupOf(manifest)}/${manifest.kind}`] ?? [];
  const list = path.reduce<any>((of, key) => of?.[key], manifest);
  return listIn(list).map((of, i) => ({ of, path: [...path, i] }));
}
