import { Product } from './database-image';

interface Ended {
  /** The last day on which it got fixes, as YYYY-MM-DD. */
  readonly until: string;
  readonly cycle: string;
}

type Cycles = Readonly<Record<string, string>>;

const MYSQL: Cycles = {
  '5': '2023-10-31',
  '5.5': '2018-12-31',
  '5.6': '2021-02-28',
  '5.7': '2023-10-31',
  '8.0': '2026-04-30',
  // innovation releases, each until the next one
  '8.1': '2023-10-25',
  '8.2': '2023-12-14',
  '8.3': '2024-04-10',
  '9.0': '2024-10-15',
  '9.1': '2025-01-21',
  '9.2': '2025-04-15',
  '9.3': '2025-07-22',
  '9.4': '2025-10-21',
  '9.5': '2026-01-20',
  '9.6': '2026-04-21',
};

/**
 * The last day of a release's free fixes, by what its version begins with; what is not here is maintained, or not known to be ended.
 * Read on 2026-11-21 from postgresql.org/support/versioning, Oracle's Lifetime Support Policy, mariadb.org/about/#maintenance-policy,
 * mongodb.com/legal/support-policy/lifecycles, github.com/redis/redis/security, elastic.co/support/eol and cassandra.apache.org/download,
 * as endoflife.date collects them. Percona follows its upstreams (percona.com/services/policies).
 */
const ENDED: Readonly<Partial<Record<Product, Cycles>>> = {
  'postgresql': {
    9: '2021-11-11', 10: '2022-11-10', 11: '2023-11-09', 12: '2024-11-21', 13: '2025-11-13', 14: '2026-11-12', 15: '2027-11-11', 16: '2028-11-09',
  },
  'mysql': MYSQL,
  'percona-server': MYSQL,
  'mariadb': {
    '5': '2020-04-11',
    '10.0': '2019-03-31',
    '10.1': '2020-10-17',
    '10.2': '2022-05-23',
    '10.3': '2023-05-25',
    '10.4': '2024-06-18',
    '10.5': '2025-06-24',
    '10.6': '2026-07-06',
    '10.7': '2023-02-14',
    '10.8': '2023-05-20',
    '10.9': '2023-08-22',
    '10.10': '2023-11-17',
    '10.11': '2028-02-16',
  },
  'mongodb': {
    '2': '2016-10-31',
    '3': '2021-04-30',
    '4.0': '2022-04-30',
    '4.2': '2023-04-30',
    '4.4': '2024-02-29',
    '4': '2024-02-29',
    '5': '2024-10-31',
    '6': '2025-07-31',
    '7.0': '2027-08-31',
  },
  'redis': { '2': '2022-04-27', '3': '2022-04-27', '4': '2022-04-27', '5': '2022-04-27', '6.0': '2022-05-31', '7.0': '2024-07-29', '8.0': '2026-02-11' },
  'elasticsearch': { 5: '2022-02-10', 6: '2022-02-10', 7: '2026-01-15' },
  'cassandra': { 2: '2024-09-05', 3: '2024-09-05' },
};

/** The end of a version's maintenance when it is past on that day; undefined when it is not, or is not known. */
export function endedBefore(product: Product, version: string, day: string): Ended | undefined {
  const cycles = ENDED[product] ?? {};
  const cycle = Object.keys(cycles)
    .filter((begin) => version === begin || version.startsWith(`${begin}.`))
    .reduce<string | undefined>((a, b) => (a !== undefined && a.length >= b.length ? a : b), undefined);
  return cycle !== undefined && cycles[cycle] < day ? { cycle, until: cycles[cycle] } : undefined;
}
