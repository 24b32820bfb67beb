import { Duration } from 'cdk8s';
import { BaseBackup, RestoreAssertion, RestoreVerification } from '../../src';

const MANY = RestoreAssertion.sql('SELECT count(*) > 10 FROM orders');

test('an assertion is one SELECT, with or without a semicolon', () => {
  expect(RestoreAssertion.sql(' SELECT true; ')).toMatchObject({ statement: 'SELECT true', withinSeconds: undefined, database: undefined });
  expect(RestoreAssertion.sql('with o as (select 1) select count(*) = 1 from o', { database: 'shop' })).toMatchObject({ database: 'shop' });
});

test.each([
  ['', 'statement must not be empty, got ""; write a SELECT that returns true'],
  ['  ', 'statement must not be empty, got "  "; write a SELECT that returns true'],
  ['DELETE FROM orders', 'statement must be a SELECT that returns true, got "DELETE FROM orders"; write for example "SELECT count(*) > 0 FROM orders"'],
  ['\\! rm -rf /', 'statement must be a SELECT that returns true, got "\\\\! rm -rf /"; write for example "SELECT count(*) > 0 FROM orders"'],
  ['SELECT \0', 'statement must have no NUL character, got "a NUL character"; remove it'],
])('%p is refused as an assertion', (statement, message) => {
  expect(() => RestoreAssertion.sql(statement)).toThrow(new Error(message));
});

test('rows are counted in the table that is named, whatever it is called', () => {
  expect(RestoreAssertion.rows({ table: 'billing.Invoices "old"', atLeast: 5 }).statement).toBe('SELECT count(*) >= 5 FROM "billing"."Invoices ""old"""');
  expect(RestoreAssertion.rows({ table: 'orders' }).statement).toBe('SELECT count(*) >= 1 FROM "orders"');
});

test.each([
  [{ table: '' }, 'table must be 1 to 63 bytes on one line, got ""; give the name as the database has it, without quotes'],
  [{ table: 'a.b.c' }, 'table must be the name of a table, or of its schema and itself with "." between, got "a.b.c"; write for example "billing.invoices"'],
  [{ table: 'a.' }, 'table must be 1 to 63 bytes on one line, got ""; give the name as the database has it, without quotes'],
  [{ table: 'orders', atLeast: 0 }, 'atLeast must be a whole number of at least 1, got 0; an empty table proves nothing: give the rows that there must be'],
  [{ table: 'orders', atLeast: 1.5 }, 'atLeast must be a whole number of at least 1, got 1.5; an empty table proves nothing: give the rows that there must be'],
])('rows of %p are refused', (options, message) => {
  expect(() => RestoreAssertion.rows(options)).toThrow(new Error(message));
});

test('the newest row is looked for in its column', () => {
  expect(RestoreAssertion.newest({ table: 'orders', column: 'created_at', within: Duration.minutes(10) }))
    .toMatchObject({ statement: 'SELECT max("created_at") FROM "orders"', withinSeconds: 600 });
});

test.each([
  [Duration.seconds(0), 'within must be whole seconds, at least one, got "0 s"; give for example Duration.minutes(10)'],
  [Duration.millis(500), 'within must be whole seconds, at least one, got "0.5 s"; give for example Duration.minutes(10)'],
  [undefined, 'within must be whole seconds, at least one, got nothing; give for example Duration.minutes(10)'],
])('the newest row within %p is refused', (within, message) => {
  expect(() => RestoreAssertion.newest({ table: 'orders', column: 'at', within: within as Duration })).toThrow(new Error(message));
});

test.each([
  [{ deadline: Duration.seconds(30) }, 'deadline must be whole minutes, at least one, got "30 s"; give for example Duration.hours(6)'],
  [{ deadline: Duration.seconds(90) }, 'deadline must be whole minutes, at least one, got "90 s"; give for example Duration.hours(6)'],
  [{ deadline: Duration.hours(0) }, 'deadline must be whole minutes, at least one, got "0 s"; give for example Duration.hours(6)'],
  [{ assertions: [MANY, RestoreAssertion.sql('SELECT count(*) > 10 FROM orders;')] },
    'assertions must be different ones, got "SELECT count(*) > 10 FROM orders"; remove the second one'],
])('a verification with %p is refused', (options, message) => {
  expect(() => RestoreVerification.of(options)).toThrow(new Error(message));
});

test('a verification waits a day unless told otherwise', () => {
  expect(RestoreVerification.of()).toMatchObject({ enabled: true, assertions: [], deadlineSeconds: 86400 });
  expect(RestoreVerification.none()).toMatchObject({ enabled: false });
});

test.each(['', 'latest', '2026-03-24', 'backup-20260324T030000', '20260324030000'])('%p is refused as the id of a base backup', (id) => {
  expect(() => BaseBackup.id(id)).toThrow(new Error(`id must be the id of a backup, got ${JSON.stringify(id)}; give for example "20260324T030000" (PostgreSQL), `
    + '"carts-2026-03-24-03:00:00-full" (MySQL) or "2026-03-24T03:00:00Z" (MongoDB)'));
});

test.each([
  [{ data: '', wal: 'orders-1-wal' }, 'data'],
  [{ data: 'orders-1', wal: 'Orders' }, 'wal'],
  [{ data: 'orders-1', wal: 'orders-1-wal', tablespaces: { hot: '-' } }, 'tablespaces.hot'],
])('snapshots %p are refused by the name of %s', (options, prop) => {
  expect(() => BaseBackup.snapshot(options)).toThrow(`${prop} must be a DNS subdomain name`);
});
