import { groupOf } from '../manifests';
import { objectRule } from '../object-rule';
import { amountOf } from '../readers/amount';
import { Severity } from '../severity';

const UNITS: Readonly<Record<string, number>> = { kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };

/** Above it, the log takes from the data what the alert for a full volume counts on. */
const SHARE = 0.2;

export const walVolume = objectRule({
  id: 'wal-volume',
  title: 'A large write-ahead log has a volume of its own',
  why: 'max_wal_size is no limit: while the archive is away or a replica lags, the log grows beyond it, fills the volume that holds the data, and the database stops.',
  fix: 'Add spec.walStorage with a size of at least twice max_wal_size, or lower max_wal_size.',
  source: 'CloudNativePG 1.30 docs, Storage, Volume for WAL; PostgreSQL 18 docs, WAL Configuration (max_wal_size is a soft limit)',
  severity: Severity.OUTAGE,
  check: (manifest) => {
    if (manifest.kind !== 'Cluster' || groupOf(manifest) !== 'postgresql.cnpg.io' || manifest.spec?.walStorage) return [];
    const text = String(manifest.spec?.postgresql?.parameters?.max_wal_size ?? '');
    const [, number, unit] = /^\s*(\d+)\s*(kB|MB|GB|TB)\s*$/.exec(text) ?? [];
    const size = manifest.spec?.storage?.size ?? manifest.spec?.storage?.pvcTemplate?.resources?.requests?.storage;
    const bytes = amountOf(size);
    if (number === undefined || bytes === undefined) return [];
    const share = Number(number) * UNITS[unit] / bytes;
    // beyond that the box parameters-tuned says it
    if (!(share > SHARE && share <= 0.8)) return [];
    return [{ found: `max_wal_size ${text} is ${Math.round(share * 100)} % of the ${size} that hold the data, too`, path: ['spec', 'postgresql', 'parameters', 'max_wal_size'] }];
  },
});
