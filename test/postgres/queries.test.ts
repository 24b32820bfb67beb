import { parse } from 'yaml';
import { POSTGRES_QUERIES } from '../../src/postgres/queries';
import { CustomQuery } from '../support/metrics';

const queries = Object.entries<CustomQuery>(parse(POSTGRES_QUERIES));

function columns(query: CustomQuery): [name: string, usage: string][] {
  return query.metrics.flatMap(metric => Object.entries(metric)).map(([name, { usage }]) => [name, usage]);
}

describe.each(queries)('%s', (_, query) => {
  test('is of the fields that the operator reads', () => {
    expect(Object.keys(query).filter(field =>
      !['name', 'query', 'predicate_query', 'runonserver', 'primary', 'target_databases', 'metrics'].includes(field))).toEqual([]);
  });

  test('describes every column, in the order in which the query returns them', () => {
    const body = query.query.replace(/\s+/g, ' ');
    const places = columns(query).map(([name]) => body.search(new RegExp(`(\\bAS |SELECT |[.,] ?)${name}\\b`)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    for (const metric of query.metrics) expect(Object.values(metric)).toEqual([{ usage: expect.any(String), description: expect.any(String) }]);
  });

  test('measures something, and has labels first', () => {
    const usages = columns(query).map(([, usage]) => usage);
    expect(usages.filter(usage => !['LABEL', 'GAUGE', 'COUNTER'].includes(usage))).toEqual([]);
    expect(usages.at(-1)).not.toBe('LABEL');
    expect(usages).toEqual([...usages].sort((a, b) => Number(b === 'LABEL') - Number(a === 'LABEL')));
  });

  test('calls functions and operators of pg_catalog by their full names', () => {
    for (const sql of [query.query, query.predicate_query ?? '']) {
      // What is left when names, strings and syntax are gone.
      const bare = sql.replace(/'[^']*'/g, '').replace(/OPERATOR\(pg_catalog\.[^)]+\)/g, '').replace(/pg_catalog\.\w+(\(\*\))?/g, '?');
      expect(bare).not.toMatch(/[=<>+*/|]/);
      const calls = [...bare.matchAll(/\b([a-z_]+)\s*\(/gi)].map(match => match[1]);
      expect(calls.filter(name => !['COALESCE', 'EXTRACT', 'GREATEST', 'EXISTS', 'JOIN', 'AND', 'ANY', 'FROM', 'BY'].includes(name))).toEqual([]);
    }
  });

  test('exports no text of a statement', () => {
    expect(columns(query).map(([name]) => name).filter(name => /^(query|statement|sql)$/.test(name))).toEqual([]);
  });
});

test('rows per statement and per table are limited', () => {
  const unbounded = queries.filter(([, query]) => columns(query).some(([name]) => name === 'queryid' || name === 'relname'));
  expect(unbounded.map(([name, query]) => [name, /LIMIT 20\s*$/.test(query.query)])).toEqual([['pg_statements_top', true], ['pg_table_tuples', true]]);
});

test('statements are read only where the extension is there and loaded', () => {
  const readers = queries.filter(([, query]) => query.query.includes('pg_stat_statements'));
  expect(readers.map(([name]) => name)).toEqual(['pg_statements', 'pg_statements_top']);
  for (const [, query] of readers) {
    expect(query.predicate_query).toContain('pg_extension');
    expect(query.predicate_query).toContain('shared_preload_libraries');
  }
});
