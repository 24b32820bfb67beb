import { ChildProcess, execFile, spawn } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { promisify } from 'util';
import { called } from './called';
import { describeWithMongo } from './installed';
import { MONGO_SERVER, MONGOSH } from './mongo-programs';
import { Certificate, selfSigned } from '../cluster/certificate';
import { freePorts, Processes } from '../cluster/processes';
import { until } from '../cluster/until';

const run = promisify(execFile);
const PROBE = join(__dirname, '../../programs/mongo-failover-probe.js');
const PASSWORD = 'p@ss/w:rd%?';

interface Probe {
  readonly ledger: string;
  readonly end: Promise<[code: number | null, line: string]>;
  readonly process: ChildProcess;
}

/** A replica set of one member that speaks MongoDB's protocol, with TLS and passwords; it is ended as a lost node is. */
class Member {
  private readonly folder: string;

  constructor(private readonly processes: Processes, private readonly port: number, private readonly certificate: Certificate) {
    this.folder = join(processes.folder, 'member');
    mkdirSync(this.folder);
  }

  /** Of clients; the host is the one that the member calls itself by. */
  public get uri(): string {
    return `mongodb://127.0.0.1:${this.port}/?authSource=admin&replicaSet=secantus&tls=true&tlsCAFile=${this.certificate.certificate}`;
  }

  public async start(...more: string[]): Promise<void> {
    const { certificate, key } = this.certificate;
    const args = [
      '--host', '127.0.0.1', '--port', String(this.port), '--storage-path', join(this.folder, 'data'), '--sync-on-commit',
      '--tls-cert-file', certificate, '--tls-key-file', key, '--enable-test-commands', ...more,
    ];
    this.processes.start({ name: 'member', command: 'sh', args: ['-c', 'echo $$ >"$0"; exec "$@"', join(this.folder, 'pid'), MONGO_SERVER, ...args] });
    await until('the member', async () => (await this.eval('db.hello().ok', '')) === '1', { seconds: 60 });
  }

  public async kill(): Promise<void> {
    process.kill(Number(readFileSync(join(this.folder, 'pid'), 'utf8')), 'SIGKILL');
    await until('the end of the member', async () => this.eval('1', '').then(() => false, () => true), { seconds: 30, every: 20 });
  }

  /** Runs JavaScript as an administrator, and gives the last line that it prints. */
  public async eval(script: string, login = `root:${encodeURIComponent(PASSWORD)}@`): Promise<string> {
    const uri = `${this.uri.replace('://', `://${login}`)}&serverSelectionTimeoutMS=1000`;
    const { stdout } = await run(MONGOSH, ['--quiet', '--norc', uri, '--eval', script], { env: { PATH: process.env.PATH, HOME: this.folder } });
    return stdout.trimEnd().split('\n').pop()!;
  }
}

describeWithMongo('the probe of MongoDB', () => {
  const processes = new Processes();
  const probes: ChildProcess[] = [];
  const passwordFile = join(processes.folder, 'password');
  let member: Member;

  beforeAll(async () => {
    member = new Member(processes, (await freePorts('member')).member, await selfSigned(processes.folder));
    await member.start();
    const users = [['root', 'root', 'admin'], ['failover_drill', 'readWrite', 'failover_drill']]
      .map(([user, role, db]) => `db.getSiblingDB("admin").createUser({ user: "${user}", pwd: ${JSON.stringify(PASSWORD)}, roles: [{ role: "${role}", db: "${db}" }] })`);
    await member.eval(users.join(';'), '');
    await member.kill();
    await member.start('--auth');
    writeFileSync(passwordFile, PASSWORD);
  });

  afterAll(async () => {
    probes.forEach((child) => child.kill('SIGKILL'));
    await processes.stop();
  });

  function probe(name: string, more: Record<string, string> = {}): Probe {
    const ledger = mkdtempSync(join(tmpdir(), 'ledger-'));
    const env = {
      PATH: process.env.PATH,
      HOME: processes.folder,
      LEDGER: ledger,
      RUN: name,
      MONGODB_URI: member.uri,
      MONGODB_DATABASE: 'failover_drill',
      MONGODB_USER: 'failover_drill',
      MONGODB_PASSWORD_FILE: passwordFile,
      ...more,
    };
    const child = spawn(MONGOSH, ['--nodb', '--norc', '--quiet', PROBE], { env });
    probes.push(child);
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { out += text; });
    const end = new Promise<[number | null, string]>((resolve) => child.on('close', (code) => resolve([code, out.trim().split('\n').pop()!])));
    return { ledger, end, process: child };
  }

  const text = (of: Probe, file: string) => (existsSync(join(of.ledger, file)) ? readFileSync(join(of.ledger, file), 'utf8') : '');
  const acknowledged = (of: Probe) => called('failover-judgement.mjs', 'readWrites', text(of, 'acknowledged')).returned as Array<{ number: string; host: string }>;
  const lost = (of: Probe) => called('failover-judgement.mjs', 'lostWrites', acknowledged(of), text(of, 'present')).returned;
  const failed = async (of: Probe, words?: string) => until('a failure', async () => (words === undefined ? text(of, 'failure') !== '' : text(of, 'failure').includes(words)), { seconds: 60, every: 20 });
  async function written(of: Probe, more: number): Promise<void> {
    const lines = () => text(of, 'acknowledged').split('\n').length;
    const before = lines();
    await until(`${more} writes; the last failure: ${text(of, 'failure')}`, async () => lines() >= before + more, { seconds: 60, every: 20 });
  }
  async function stopped(of: Probe): Promise<void> {
    writeFileSync(join(of.ledger, 'stop'), '');
    expect(await of.end).toEqual([0, expect.stringMatching(/^\d+ writes were tried, and read back$/)]);
  }

  test('writes with its one role through the death of the primary, and finds again what it was acknowledged, and by whom', async () => {
    const of = probe('sessions-1');
    await written(of, 5);
    await member.eval('db.getSiblingDB("failover_drill").ledger.insertOne({ _id: "sessions-10/1000000", written: new Date() })');
    await member.kill();
    await failed(of);
    await member.start('--auth');
    await written(of, 5);
    await stopped(of);
    expect(lost(of)).toBe(0);
    expect(acknowledged(of).length).toBeGreaterThanOrEqual(10);
    expect(new Set(acknowledged(of).map(({ host }) => host))).toEqual(new Set(['127']));
    expect(text(of, 'present').split('\n')).not.toContain('1000000');
  });

  test('lets a lost write be seen', async () => {
    const of = probe('sessions-2');
    await written(of, 5);
    await member.eval('db.getSiblingDB("failover_drill").ledger.deleteOne({ _id: "sessions-2/2" })');
    await stopped(of);
    expect(lost(of)).toBe(1);
  });

  test('removes documents of runs that are over, and leaves those of runs that may go on', async () => {
    const hours = (number: number) => `new Date(Date.now() - ${number * 3_600_000})`;
    await member.eval(`db.getSiblingDB("failover_drill").ledger.insertMany([{ _id: "old/1", written: ${hours(25)} }, { _id: "new/1", written: ${hours(23)} }])`);
    const of = probe('sessions-3');
    await written(of, 1);
    expect(await member.eval('db.getSiblingDB("failover_drill").ledger.find({ _id: /^(old|new)/ }).toArray().map((of) => of._id).join()')).toBe('new/1');
    await stopped(of);
  });

  test('takes a write that no majority confirmed in time for none that was acknowledged', async () => {
    const unconfirmed = { code: 64, codeName: 'WriteConcernFailed', errmsg: 'waiting for replication timed out' };
    const failPoint = (mode: string) => member.eval(`db.adminCommand({ configureFailPoint: "failCommand", mode: "${mode}", data: { failCommands: ["insert"], writeConcernError: ${JSON.stringify(unconfirmed)} } }).ok`);
    await failPoint('alwaysOn');
    const of = probe('sessions-4');
    await failed(of, 'waiting for replication timed out');
    writeFileSync(join(of.ledger, 'stop'), '');
    expect((await of.end)[0]).toBe(0);
    await failPoint('off');
    expect([acknowledged(of), text(of, 'failure')]).toEqual([[], expect.stringContaining('waiting for replication timed out')]);
    expect(text(of, 'present')).not.toBe('');
  });

  test('waits for its password, which comes with the user', async () => {
    const file = join(processes.folder, 'later');
    const of = probe('sessions-5', { MONGODB_PASSWORD_FILE: file });
    await failed(of);
    expect(text(of, 'failure')).toMatch(/no such file or directory, open '.*later'/);
    writeFileSync(file, PASSWORD);
    await written(of, 1);
    await stopped(of);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['may not log in', { MONGODB_USER: 'stranger' }, /^asked to stop before it could write: .*[Aa]uthentication failed/],
    ['may not write there', { MONGODB_DATABASE: 'app' }, /^asked to stop before it could write: .*not authorized/],
  ])('says what there was when it %s', async (_, more, words) => {
    const of = probe('sessions-6', more);
    await failed(of);
    writeFileSync(join(of.ledger, 'stop'), '');
    expect(await of.end).toEqual([0, expect.stringMatching(words)]);
  });

  test('ends by itself when nobody reads any more', async () => {
    const of = probe('sessions-7', { READER_SECONDS: '1' });
    expect(await of.end).toEqual([51, 'nobody has read for more than 1 s: the drill has ended without a word']);
  });

  test('ends on a signal', async () => {
    const of = probe('sessions-8');
    await written(of, 1);
    of.process.kill('SIGTERM');
    expect(await of.end).toEqual([53, expect.stringMatching(/^stopped by a signal after \d+ writes were tried$/)]);
  });

  test('says that the documents cannot be read back', async () => {
    const of = probe('sessions-9', { READ_BACK_SECONDS: '1' });
    await written(of, 1);
    await member.kill();
    writeFileSync(join(of.ledger, 'stop'), '');
    const ended = await of.end;
    await member.start('--auth');
    expect(ended).toEqual([52, expect.stringMatching(/^the documents cannot be read back: /)]);
  });
});
