import { ChildProcess, spawn } from 'child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { hostname, tmpdir } from 'os';
import { join } from 'path';
import { called } from './called';
import { describeWithMySql } from './installed';
import { mysqlProgram } from './mysql-programs';
import { MySqlServer } from './mysql-server';
import { probeUser } from '../../src/mysql/mysql-failover';
import { selfSigned } from '../cluster/certificate';
import { Processes } from '../cluster/processes';
import { until } from '../cluster/until';

const PROBE = join(__dirname, '../../programs/failover-probe.sh');
const PASSWORD = 'it\'s "#1" \\ $HOME';

interface Probe {
  readonly ledger: string;
  readonly end: Promise<[code: number | null, line: string]>;
  readonly process: ChildProcess;
}

describeWithMySql('the probe of MySQL', () => {
  const processes = new Processes();
  const probes: ChildProcess[] = [];
  const bin = join(processes.folder, 'bin');
  const passwordFile = join(processes.folder, 'password');
  let server: MySqlServer;
  let ca: string;

  beforeAll(async () => {
    const { certificate, key } = await selfSigned(processes.folder);
    ca = certificate;
    server = await MySqlServer.make(processes, 'server', [`ssl_ca=${certificate}`, `ssl_cert=${certificate}`, `ssl_key=${key}`]);
    const { name, dbs, grants } = probeUser() as { name: string; dbs: string[]; grants: string[] };
    // as the operator makes users (users_custom.go, upsertUserQuery, 1.20)
    await server.sql(`CREATE DATABASE ${dbs[0]}; CREATE USER '${name}'@'%' IDENTIFIED BY '${PASSWORD.replace(/[\\']/g, '\\$&')}'; GRANT ${grants.join(',')} ON ${dbs[0]}.* TO '${name}'@'%'`);
    writeFileSync(passwordFile, PASSWORD);
    mkdirSync(bin);
    // with its own libraries
    const [loader, args] = mysqlProgram('usr/bin/mysql');
    writeFileSync(join(bin, 'mysql'), `#!/bin/bash\nexec ${[loader, ...args].join(' ')} "$@"\n`);
    chmodSync(join(bin, 'mysql'), 0o755);
  });

  afterAll(async () => {
    probes.forEach((child) => child.kill('SIGKILL'));
    await processes.stop();
  });

  function probe(run: string, more: Record<string, string> = {}): Probe {
    const ledger = mkdtempSync(join(tmpdir(), 'ledger-'));
    const env = {
      PATH: `${bin}:${process.env.PATH}`,
      RUN: run,
      MYSQL_HOST: 'localhost',
      MYSQL_UNIX_PORT: server.socket,
      MYSQL_USER: 'failover_drill',
      MYSQL_DATABASE: 'failover_drill',
      MYSQL_PASSWORD_FILE: passwordFile,
      MYSQL_SSL_CA: ca,
      ...more,
    };
    const child = spawn(PROBE, [ledger, 'mysql'], { env });
    probes.push(child);
    let out = '';
    child.stdout.on('data', (text) => { out += text; });
    const end = new Promise<[number | null, string]>((resolve) => child.on('close', (code) => resolve([code, out.trim().split('\n').pop()!])));
    return { ledger, end, process: child };
  }

  const text = (of: Probe, file: string) => (existsSync(join(of.ledger, file)) ? readFileSync(join(of.ledger, file), 'utf8') : '');
  const acknowledged = (of: Probe) => called('failover-judgement.mjs', 'readWrites', text(of, 'acknowledged')).returned as Array<{ number: string; host: string }>;
  const lost = (of: Probe) => called('failover-judgement.mjs', 'lostWrites', acknowledged(of), text(of, 'present')).returned;
  const failed = async (of: Probe) => until('a failure', async () => text(of, 'failure') !== '', { seconds: 30, every: 20 });
  async function written(of: Probe, more: number): Promise<void> {
    const lines = () => text(of, 'acknowledged').split('\n').length;
    const before = lines();
    await until(`${more} writes`, async () => lines() >= before + more, { seconds: 30, every: 20 });
  }
  async function stopped(of: Probe): Promise<void> {
    writeFileSync(join(of.ledger, 'stop'), '');
    expect(await of.end).toEqual([0, expect.stringMatching(/^\d+ writes were tried, and read back$/)]);
  }

  test('writes with its few privileges through the death of the server, and finds again what it was acknowledged, and by whom', async () => {
    const of = probe('carts-1');
    await written(of, 5);
    await server.sql('INSERT INTO failover_drill.ledger (run, number, host) VALUES (\'other\', 1000000, \'x\')');
    await server.kill();
    await failed(of);
    await server.start();
    await written(of, 5);
    await stopped(of);
    expect(lost(of)).toBe(0);
    expect(acknowledged(of).length).toBeGreaterThanOrEqual(10);
    expect(new Set(acknowledged(of).map(({ host }) => host))).toEqual(new Set([hostname()]));
    expect(text(of, 'present').split('\n')).not.toContain('1000000');
  });

  test('lets a lost write be seen', async () => {
    const of = probe('carts-2');
    await written(of, 5);
    await server.sql('DELETE FROM failover_drill.ledger WHERE run = \'carts-2\' AND number = 2');
    await stopped(of);
    expect(lost(of)).toBe(1);
  });

  test('removes rows of runs that are over, and leaves those of runs that may go on', async () => {
    await server.sql('INSERT INTO failover_drill.ledger (run, number, host, written) VALUES (\'old\', 1, \'x\', now() - INTERVAL 25 HOUR), (\'new\', 1, \'x\', now() - INTERVAL 23 HOUR)');
    const of = probe('carts-3');
    await written(of, 1);
    expect(await server.sql('SELECT run FROM failover_drill.ledger WHERE run IN (\'old\', \'new\')')).toBe('new');
    await stopped(of);
  });

  test('takes a write without a row for none that was acknowledged', async () => {
    await server.sql('CREATE TRIGGER failover_drill.away BEFORE INSERT ON failover_drill.ledger FOR EACH ROW SET NEW.number = IF(NEW.run = \'carts-4\', -NEW.number, NEW.number)');
    const of = probe('carts-4', { ANSWER_SECONDS: '0.2' });
    await failed(of);
    writeFileSync(join(of.ledger, 'stop'), '');
    expect((await of.end)[0]).toBe(0);
    await server.sql('DROP TRIGGER failover_drill.away');
    expect([acknowledged(of), text(of, 'failure')]).toEqual([[], 'no answer within 0.2 s\n']);
  });

  test('waits for its password, which comes with the user', async () => {
    const file = join(processes.folder, 'later');
    const of = probe('carts-7', { MYSQL_PASSWORD_FILE: file });
    await failed(of);
    expect(text(of, 'failure')).toBe(`there is no ${file}: nobody has made the user yet\n`);
    writeFileSync(file, PASSWORD);
    await written(of, 1);
    await stopped(of);
  });

  test('has its password in no list of arguments', async () => {
    const of = probe('carts-5');
    await written(of, 1);
    const children = readFileSync(`/proc/${of.process.pid}/task/${of.process.pid}/children`, 'utf8').trim().split(' ');
    const lists = children.map((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8'));
    expect(lists.filter((list) => list.includes('--user=failover_drill'))).toHaveLength(1);
    expect(lists.filter((list) => list.includes(PASSWORD))).toEqual([]);
    await stopped(of);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['may not log in', { MYSQL_USER: 'stranger' }, /^asked to stop before it could write: .*Access denied for user 'stranger'@'localhost'/],
    ['finds a server that another CA signed', { MYSQL_SSL_CA: join(__dirname, 'nobody.crt') }, /^asked to stop before it could write: .*SSL connection error/],
  ])('says what there was when it %s', async (_, more, words) => {
    const of = probe('carts-6', more);
    await failed(of);
    writeFileSync(join(of.ledger, 'stop'), '');
    expect(await of.end).toEqual([0, expect.stringMatching(words)]);
  });

  test('refuses a name that cannot stand in a statement', async () => {
    expect(await probe('it\'s one').end).toEqual([54, 'RUN must be the name of a pod, got it\'s one']);
  });
});
