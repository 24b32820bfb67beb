import { ChildProcess, execFileSync, spawn } from 'child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { describeWithPostgres, POSTGRES_PROGRAMS } from './installed';
import { freePorts } from '../cluster/processes';

jest.setTimeout(60_000);

const PROBE = join(__dirname, '../../programs/failover-probe.sh');

const NOBODY = 65534;
const root = process.getuid?.() === 0;
let home: string;
let port: number;
const probes: ChildProcess[] = [];

/** A program of PostgreSQL, which refuses to run as root. */
function postgres(program: string, ...args: string[]): void {
  // what the server inherits would keep execFileSync waiting
  execFileSync(join(POSTGRES_PROGRAMS!, program), args, { stdio: 'ignore', cwd: home, ...(root ? { uid: NOBODY, gid: NOBODY } : {}) });
}

function start(): void {
  postgres('pg_ctl', '-D', join(home, 'data'), '-l', join(home, 'log'), '-o', `-p ${port} -k ${home} -c listen_addresses=127.0.0.1`, '-w', 'start');
}

function stop(): void {
  postgres('pg_ctl', '-D', join(home, 'data'), '-m', 'immediate', '-w', 'stop');
}

function sql(statement: string): string {
  return execFileSync(join(POSTGRES_PROGRAMS!, 'psql'), ['-qAtX', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-c', statement], { encoding: 'utf8' }).trim();
}

interface Probe {
  readonly ledger: string;
  /** Exit code and last line. */
  readonly end: Promise<[code: number | null, line: string]>;
  readonly process: ChildProcess;
}

function probe(run: string, more: Record<string, string> = {}): Probe {
  const ledger = mkdtempSync(join(tmpdir(), 'ledger-'));
  const env = { ...process.env, PATH: `${POSTGRES_PROGRAMS}:${process.env.PATH}`, PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'postgres', PGDATABASE: 'postgres', RUN: run, ...more };
  const child = spawn(PROBE, [ledger, 'postgres'], { env });
  probes.push(child);
  let out = '';
  child.stdout.on('data', (text) => { out += text; });
  const end = new Promise<[number | null, string]>((resolve) => child.on('close', (code) => resolve([code, out.trim().split('\n').pop()!])));
  return { ledger, end, process: child };
}

const lines = (of: Probe, file: string) => (existsSync(join(of.ledger, file)) ? readFileSync(join(of.ledger, file), 'utf8').split('\n').slice(0, -1) : []);
const acknowledged = (of: Probe) => lines(of, 'acknowledged').map((line) => line.split(' ')[0]);

async function until(what: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!what()) {
    if (Date.now() > deadline) throw new Error(`not within 30 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function written(of: Probe, more: number): Promise<void> {
  const before = acknowledged(of).length;
  await until(() => acknowledged(of).length >= before + more);
}

describeWithPostgres('the probe', () => {
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'postgres-'));
    if (root) chownSync(home, NOBODY, NOBODY);
    mkdirSync(join(home, 'data'));
    if (root) chownSync(join(home, 'data'), NOBODY, NOBODY);
    ({ port } = await freePorts('port'));
    postgres('initdb', '-D', join(home, 'data'), '-A', 'trust', '-U', 'postgres', '--no-sync');
    start();
  });

  afterAll(() => {
    probes.forEach((child) => child.kill('SIGKILL'));
    stop();
    rmSync(home, { recursive: true });
  });

  test('writes through the death of the server, reads back what it was acknowledged, and tells its rows from another run\'s', async () => {
    const of = probe('it\'s "one"');
    await written(of, 5);
    sql('INSERT INTO ledger (run, number) VALUES (\'other\', 1000000)');
    stop();
    await until(() => lines(of, 'failure').length > 0);
    start();
    await written(of, 5);
    writeFileSync(join(of.ledger, 'stop'), '');
    expect(await of.end).toEqual([0, expect.stringMatching(/^\d+ writes were tried, and read back$/)]);
    const present = lines(of, 'present');
    expect(acknowledged(of).filter((number) => !present.includes(number))).toEqual([]);
    expect(present).not.toContain('1000000');
  });

  test('removes rows of runs that are over, and leaves those of runs that may go on', async () => {
    sql('INSERT INTO ledger (run, number, written) VALUES (\'old\', 1, now() - interval \'25 hours\'), (\'new\', 1, now() - interval \'23 hours\')');
    const of = probe('cleaner');
    await written(of, 1);
    expect(sql('SELECT run FROM ledger WHERE run IN (\'old\', \'new\')')).toBe('new');
    writeFileSync(join(of.ledger, 'stop'), '');
    expect((await of.end)[0]).toBe(0);
  });

  test('takes no answer but the number for an acknowledgement', async () => {
    sql('CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING \'not on a replica\'; RETURN NEW; END $$');
    sql('CREATE TRIGGER warn BEFORE INSERT ON ledger FOR EACH ROW WHEN (NEW.run = \'warned\') EXECUTE FUNCTION warn()');
    const of = probe('warned');
    await until(() => lines(of, 'failure').length > 0);
    writeFileSync(join(of.ledger, 'stop'), '');
    expect((await of.end)[0]).toBe(0);
    expect(acknowledged(of)).toEqual([]);
    expect(lines(of, 'failure')[0]).toMatch(/WARNING: {2}not on a replica/);
  });

  test('says what the server said when it may not log in, and ends when it is asked to', async () => {
    const of = probe('stranger', { PGUSER: 'stranger' });
    await until(() => lines(of, 'failure').length > 0);
    writeFileSync(join(of.ledger, 'stop'), '');
    const [code, line] = await of.end;
    expect([code, line]).toEqual([0, expect.stringMatching(/^asked to stop before it could write: .*role "stranger" does not exist/)]);
  });

  test('ends by itself when nobody reads any more', async () => {
    const of = probe('orphan', { READER_SECONDS: '1' });
    writeFileSync(join(of.ledger, 'alive'), '');
    utimesSync(join(of.ledger, 'alive'), 0, 0);
    expect(await of.end).toEqual([51, 'nobody has read for more than 1 s: the drill has ended without a word']);
  });

  test('says that the rows cannot be read back', async () => {
    const of = probe('gone', { READ_BACK_SECONDS: '1' });
    await written(of, 1);
    stop();
    writeFileSync(join(of.ledger, 'stop'), '');
    const [code, line] = await of.end;
    start();
    expect([code, line]).toEqual([52, expect.stringMatching(/^the rows cannot be read back: .*Connection refused/)]);
  });

  test('ends on a signal', async () => {
    const of = probe('told');
    await written(of, 1);
    of.process.kill('SIGTERM');
    expect(await of.end).toEqual([53, expect.stringMatching(/^stopped by a signal after \d+ writes were tried$/)]);
  });
});
