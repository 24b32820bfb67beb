import { readDeclared } from '../annotations';
import { asOf } from '../as-of';
import { FieldPath } from '../field';
import { Manifest } from '../manifests';
import { objectRule, Violation } from '../object-rule';
import { isCnpg } from '../readers/barman-archive';
import { Severity } from '../severity';

const PATH: FieldPath = ['spec', 'bootstrap', 'recovery', 'recoveryTarget', 'targetTime'];
// as the operator names them, after a Backup of a schedule
const SNAPSHOT = /^.*-(\d{4})(\d\d)(\d\d)\d{6}$/;
const DAY = 86_400_000;
// as PostgreSQL and RFC 3339 write it: a date, a time, and Z, an offset, or a name such as UTC
const ZONED = /\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d(:?\d\d)?|[A-Za-z_/]{2,})$/i;

export const recoveryWindow = objectRule({
  id: 'recovery-window',
  title: 'A restore aims at a moment that the archive holds',
  why: 'PostgreSQL replays the whole log, finds nothing after the moment, and gives up: after hours of copying there is no database. Before the oldest '
    + 'backup there is nothing to start from, a moment without a zone is another one than was meant, '
    + 'and on a snapshot whose log is gone it comes up healthy with old data.',
  fix: 'Choose a moment between the oldest backup and the newest archived transaction, with its zone; in YAML: targetTime as "2026-03-24T10:30:00Z", or no '
    + 'recoveryTarget for the newest. A restore that is done is no restore any more: write the database as a PostgresCluster of its name.',
  source: 'CloudNativePG 1.30 docs, Recovery, Recovery targets; PostgreSQL 18 docs, recovery_target_time',
  severity: Severity.OUTAGE,
  check: (manifest) => [...ofTime(manifest), ...ofSnapshot(manifest)],
});

function ofTime(manifest: Manifest): Violation[] {
  const time = recoveryOf(manifest)?.recoveryTarget?.targetTime;
  if (typeof time !== 'string' || time === '') return [];
  if (!ZONED.test(time.trim())) return [{ found: `restores to "${time}", which has no zone and is taken for UTC`, path: PATH }];
  const moment = Date.parse(time);
  // a form that PostgreSQL reads and JavaScript does not
  if (Number.isNaN(moment)) return [];
  const now = asOf().getTime();
  if (moment > now) return [{ found: `restores to ${time}, which is still to come`, path: PATH }];
  const days = retentionOf(manifest);
  if (days === undefined || moment >= now - days * DAY) return [];
  return [{ found: `restores to ${time}, before the ${days} days that the archive keeps (since ${new Date(now - days * DAY).toISOString().slice(0, 10)})`, path: PATH }];
}

/** The log since an old snapshot is not kept; PostgreSQL takes the first piece that is missing for its end, and comes up healthy with old data. */
function ofSnapshot(manifest: Manifest): Violation[] {
  const { volumeSnapshots, recoveryTarget } = recoveryOf(manifest) ?? {};
  const days = retentionOf(manifest);
  const taken = SNAPSHOT.exec(String(volumeSnapshots?.storage?.name));
  if (!taken || days === undefined || recoveryTarget?.targetImmediate === true) return [];
  const [name, year, month, day] = taken;
  if (Date.parse(`${year}-${month}-${day}`) >= asOf().getTime() - (days + 1) * DAY) return [];
  return [{
    found: `replays the log on snapshot "${name}", from before the ${days} days that the archive keeps: without that log targetImmediate, the end of the snapshot's backup, is all that it can bring back`,
    path: ['spec', 'bootstrap', 'recovery', 'volumeSnapshots', 'storage', 'name'],
  }];
}

function recoveryOf(manifest: Manifest): any {
  return isCnpg(manifest, 'Cluster') ? manifest.spec?.bootstrap?.recovery : undefined;
}

/** What the archive keeps: only of a restore that says so, because a Cluster tells for ever where it once came from. */
function retentionOf(manifest: Manifest): number | undefined {
  try {
    return readDeclared(manifest).restored?.retentionDays;
  } catch {
    // said where the database is read
    return undefined;
  }
}
