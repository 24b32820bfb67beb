import { execFileSync } from 'child_process';
import { join } from 'path';
import { describeWithMySql } from './installed';
import { MySqlServer } from './mysql-server';
import { Processes } from '../cluster/processes';
import { folder } from '../support/folder';

const PROGRAMS = join(__dirname, '..', '..', 'programs');

/** What a function of mysql_archive.py returns. */
function called(expression: string, ...args: string[]): any {
  const program = `import json, sys; sys.dont_write_bytecode = True; sys.path.insert(0, ${JSON.stringify(PROGRAMS)})\nfrom mysql_archive import *\nprint(json.dumps(${expression}))`;
  return JSON.parse(execFileSync('python3', ['-c', program, ...args], { encoding: 'utf8' }));
}

describe('a set of GTIDs', () => {
  test.each([
    ['', {}],
    ['a:1-5', { a: [[1, 5]] }],
    ['a:1-5:8:10-11,\nb:3', { a: [[1, 5], [8, 8], [10, 11]], b: [[3, 3]] }],
    ['a:1-5:tag:1-9', { 'a': [[1, 5]], 'a:tag': [[1, 9]] }],
  ])('%j is read as %j', (text, sets) => {
    expect(called('intervals(sys.argv[1])', text)).toEqual(sets);
  });
});

test('a file that is no binary log has no last event', () => {
  const path = folder({ log: 'something else' });
  expect(called('last_event([open(sys.argv[1], "rb").read()])', join(path, 'log'))).toBeNull();
});

describeWithMySql('the last event of a binary log', () => {
  const processes = new Processes();
  let server: MySqlServer;

  beforeAll(async () => { server = await MySqlServer.make(processes, 'logged', ['log_bin=binlog', 'server_id=1']); });
  afterAll(() => processes.stop());

  test('is the one that a server wrote last, in pieces of any size', async () => {
    await server.sql('CREATE DATABASE app; CREATE TABLE app.t (v LONGTEXT)');
    await server.sql("SET timestamp = 1774348200; INSERT INTO app.t VALUES (REPEAT('x', 100000))");
    const [name] = (await server.sql('SHOW BINARY LOGS')).split('\n').pop()!.split('\t');
    const file = join(await server.sql('SELECT @@datadir'), name);
    for (const size of [1, 7, 19, 4096, 1 << 20]) {
      expect(called(`last_event(iter(lambda f=open(sys.argv[1], "rb"): f.read(${size}), b""))`, file)).toBe(1774348200);
    }
  });

  test('is the one by which the log was closed', async () => {
    const [name] = (await server.sql('SHOW BINARY LOGS')).split('\n').pop()!.split('\t');
    const before = Number(await server.sql('SELECT UNIX_TIMESTAMP()'));
    await server.sql('FLUSH BINARY LOGS');
    const closed = called('last_event([open(sys.argv[1], "rb").read()])', join(await server.sql('SELECT @@datadir'), name));
    expect([closed >= before, closed <= Number(await server.sql('SELECT UNIX_TIMESTAMP()'))]).toEqual([true, true]);
  });
});
