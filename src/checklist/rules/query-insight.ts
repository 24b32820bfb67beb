import { fail, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { isSeen } from '../unseen';

export const queryInsight: Rule = {
  id: 'query-insight',
  group: RuleGroup.MONITORING,
  title: 'Statements are recorded, and the record is exported',
  why: 'Without a record of statements a slow database is a guess: which query, since when, how often.',
  fix: 'Give the platform monitoring: PostgresCluster then records and exports; in YAML: pg_stat_statements.* parameters, and a metrics query, PMM or '
    + 'another exporter that reads pg_stat_statements.',
  source: 'Running Databases on Kubernetes guide, 8.2, 8.3 and 12; CloudNativePG 1.30 docs, PostgreSQL Configuration, Enabling pg_stat_statements',
  costly: false,
  severity: Severity.HYGIENE,
  check: ({ queryInsight: { records, exports: exported } }) => {
    if (records === undefined) return fail('nothing records its statements');
    if (!isSeen(exported)) return unknown(exported.what);
    return exported === undefined ? fail(`${records} records its statements, but nothing exports them`) : pass(`${records}, exported by ${exported}`);
  },
};
