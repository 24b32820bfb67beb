import { ChildProcess, spawn } from 'child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'fs';
import { createServer as createHttpServer, IncomingMessage } from 'http';
import { createServer, Server } from 'https';
import { tmpdir } from 'os';
import { join } from 'path';
import { selfSigned } from '../cluster/certificate';

jest.setTimeout(60_000);

const DRILL = join(__dirname, '../../programs/failover-drill.mjs');
const folder = mkdtempSync(join(tmpdir(), 'failover-drill-'));
const SETTINGS = {
  engine: 'postgres',
  namespace: 'shop',
  cluster: 'orders',
  method: 'pod-deletion',
  pods: ['orders-1', 'orders-2', 'orders-3'],
  objectStore: 'orders-backups',
  serverName: 'orders-pg17',
  backupSeconds: 90_000,
  window: { schedule: '* * * * *', seconds: 600 },
  unavailabilitySeconds: 60,
  healthySeconds: 20,
  settlingSeconds: 1,
};

/** What stands in for the API server: a database that fails over when it is told to, as far as the drill looks. */
class Surroundings {
  public readonly ledger = mkdtempSync(join(folder, 'ledger-'));
  public readonly events: any[] = [];
  public readonly changes: any[] = [];
  public ledgerGrows = true;
  public readsBack = true;
  /** What it answers to the change, once, instead of doing it; it is done all the same. */
  public answer?: number;
  public next: string | undefined = 'orders-2';
  public readonly cluster: any = {
    metadata: { name: 'orders', uid: 'of-orders', resourceVersion: '7', annotations: {} },
    spec: { instances: 3 },
    status: {
      phase: 'Cluster in healthy state',
      readyInstances: 3,
      currentPrimary: 'orders-1',
      targetPrimary: 'orders-1',
      instancesStatus: { healthy: ['orders-3', 'orders-1', 'orders-2'] },
      conditions: [{ type: 'ContinuousArchiving', status: 'True' }, { type: 'Ready', status: 'True' }],
    },
  };

  private server!: Server;
  private written = 0;
  private probe?: NodeJS.Timeout;
  private process?: ChildProcess;

  public async start(): Promise<void> {
    const { certificate, key } = await selfSigned(folder);
    writeFileSync(join(folder, 'ca.crt'), readFileSync(certificate));
    writeFileSync(join(folder, 'token'), 'of-the-drill');
    this.server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
      void bodyOf(request).then((body) => {
        const [code, object] = this.answered(request, body);
        response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(object));
      });
    });
    await new Promise<void>((resolve) => { this.server.listen(0, '127.0.0.1', () => resolve()); });
    // as failover-probe.sh does
    this.probe = setInterval(() => this.write(), 20);
  }

  public stop(): void {
    clearInterval(this.probe);
    this.process?.kill('SIGKILL');
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Runs the drill; returns its exit code, its termination message and its last line. */
  public async drill(more: object = {}, during?: (process: ChildProcess) => void): Promise<{ code: number | null; message: any; line: string }> {
    const [file, messageFile] = [join(this.ledger, 'settings.json'), join(this.ledger, 'message')];
    writeFileSync(file, JSON.stringify({ ...SETTINGS, ...more }));
    const { port } = this.server.address() as { port: number };
    const api = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(port), KUBERNETES_ACCOUNT: folder };
    const env = { ...process.env, ...api, READ_BACK_SECONDS: '2', TERMINATION_MESSAGE: messageFile };
    const child = this.process = spawn(process.execPath, [DRILL, file, this.ledger], { env });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { out += text; });
    during?.(child);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, message: JSON.parse(readFileSync(messageFile, 'utf8')), line: out.trim().split('\n').pop()! };
  }

  private write(): void {
    if (existsSync(join(this.ledger, 'stop'))) {
      if (!this.readsBack) return;
      clearInterval(this.probe);
      writeFileSync(join(this.ledger, 'present.new'), Array.from({ length: this.written }, (_, i) => `${i + 1}\n`).join(''));
      renameSync(join(this.ledger, 'present.new'), join(this.ledger, 'present'));
    } else if (this.ledgerGrows) {
      appendFileSync(join(this.ledger, 'acknowledged'), `${++this.written} ${Date.now() / 1000}\n`);
    }
  }

  private answered({ method, url, headers }: IncomingMessage, body: any): [number, object] {
    if (headers.authorization !== 'Bearer of-the-drill') return [401, {}];
    const key = `${method} ${url}`;
    switch (key) {
      case 'GET /apis/postgresql.cnpg.io/v1/namespaces/shop/clusters/orders': return [200, this.cluster];
      case 'GET /apis/barmancloud.cnpg.io/v1/namespaces/shop/objectstores/orders-backups':
        return [200, { status: { serverRecoveryWindow: { 'orders-pg17': { lastSuccessfulBackupTime: new Date().toISOString() } } } }];
      case 'GET /api/v1/namespaces/shop/pods/orders-1': return [200, { metadata: { uid: 'of-orders-1' } }];
      case 'POST /api/v1/namespaces/shop/events':
        this.events.push(body);
        return [201, body];
      case 'DELETE /api/v1/namespaces/shop/pods/orders-1':
      case 'PATCH /apis/postgresql.cnpg.io/v1/namespaces/shop/clusters/orders/status': {
        this.changes.push(body);
        if (this.next) Object.assign(this.cluster.status, { currentPrimary: this.next, targetPrimary: this.next });
        const code = this.answer ?? 200;
        this.answer = undefined;
        return [code, code === 200 ? {} : { message: 'the stand-in says no' }];
      }
      default: return [403, { message: `nobody may ${key}` }];
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<any> {
  let text = '';
  for await (const part of request) text += part;
  return text === '' ? undefined : JSON.parse(text);
}

let around: Surroundings;
beforeEach(async () => {
  around = new Surroundings();
  await around.start();
});
afterEach(() => around.stop());
afterAll(() => rmSync(folder, { recursive: true }));

test('deletes the very pod that is the primary, and says how it went', async () => {
  const { code, message, line } = await around.drill();
  expect(code).toBe(0);
  expect(message).toMatchObject({ verdict: 'passed', lostWrites: 0, from: 'orders-1', to: 'orders-2', words: line });
  expect(message.unavailabilitySeconds).toBeLessThan(5);
  expect(line).toMatch(/^failed over from orders-1 to orders-2: no write for [\d.]+ s, healthy again after [\d.]+ s, 0 acknowledged writes lost$/);
  expect(around.changes).toEqual([{ apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', preconditions: { uid: 'of-orders-1' } }]);
  expect(around.events).toEqual([expect.objectContaining({
    type: 'Normal', reason: 'FailoverDrillPassed', message: line, involvedObject: { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', namespace: 'shop', name: 'orders', uid: 'of-orders' },
  })]);
});

test('pushes what it measured, and passes where nobody takes it', async () => {
  const pushed: Array<[string, string]> = [];
  const pushgateway = createHttpServer((request, response) => {
    let text = '';
    request.on('data', (part) => { text += part; });
    request.on('end', () => {
      pushed.push([`${request.method} ${request.url}`, text]);
      response.writeHead(400).end();
    });
  });
  await new Promise<void>((resolve) => { pushgateway.listen(0, '127.0.0.1', () => resolve()); });
  const { port } = pushgateway.address() as { port: number };
  const { code, message } = await around.drill({ pushgateway: `http://127.0.0.1:${port}` });
  pushgateway.close();
  expect(code).toBe(0);
  const [[where, what]] = pushed;
  expect(where).toBe('PUT /metrics/job/failover-drill/namespace/shop/database/orders');
  expect(what).toContain(`failover_drill_unavailability_seconds ${message.unavailabilitySeconds}\n`);
  expect(what).toContain('failover_drill_passed 1\n');
  expect(what).toContain('failover_drill_lost_writes 0\n');
});

test('asks for a switchover as kubectl cnpg promote does, with the state that it has seen', async () => {
  expect((await around.drill({ method: 'switchover' })).code).toBe(0);
  expect(around.changes).toEqual([{
    metadata: { resourceVersion: '7' },
    status: {
      targetPrimary: 'orders-2',
      targetPrimaryTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      phase: 'Switchover in progress',
      phaseReason: 'Switching over to orders-2',
      conditions: [{ type: 'ContinuousArchiving', status: 'True' }, expect.objectContaining({ type: 'Ready', status: 'False' })],
    },
  }]);
});

test.each(['pod-deletion', 'switchover'])('does it once when the answer to the %s is lost', async (method) => {
  around.answer = 409;
  expect((await around.drill({ method })).code).toBe(0);
  expect(around.changes).toHaveLength(1);
});

test('changes nothing when it refuses, and stops the probe', async () => {
  around.cluster.status.readyInstances = 2;
  expect(await around.drill()).toMatchObject({ code: 20, message: { verdict: 'unhealthy' }, line: 'refused: orders is not fully healthy: 2 of 3 instances are ready' });
  expect(around.changes).toEqual([]);
  expect(around.events).toEqual([expect.objectContaining({ type: 'Warning', reason: 'FailoverDrillRefused' })]);
  expect(existsSync(join(around.ledger, 'stop'))).toBe(true);
});

test('waits a while for what passes', async () => {
  around.cluster.status.phase = 'Cluster cannot proceed to reconciliation due to an error while interacting with plugins';
  const { code } = await around.drill({ settlingSeconds: 20 }, (child) => {
    child.stdout!.once('data', () => { around.cluster.status.phase = 'Cluster in healthy state'; });
  });
  expect(code).toBe(0);
});

test('refuses a primary that it may not delete', async () => {
  const { code, line } = await around.drill({ pods: ['orders-2', 'orders-3'] });
  expect([code, line]).toEqual([25, 'refused: the primary orders-1 is none of the pods that the drill may delete (orders-2 to orders-3): promote another instance']);
});

test('refuses outside its window', async () => {
  const now = new Date();
  const { code, line } = await around.drill({ window: { schedule: `0 0 1 ${((now.getUTCMonth() + 6) % 12) + 1} *`, seconds: 600 } });
  expect([code, line]).toEqual([23, expect.stringMatching(/^refused: .* lies in no window of 600 s that opens at "0 0 1 \d+ \*", UTC$/)]);
  expect(around.changes).toEqual([]);
});

test('says that nobody took over', async () => {
  around.next = undefined;
  const { code, line } = await around.drill({ healthySeconds: 2 });
  expect([code, line]).toEqual([33, 'no other instance took over: orders-1 is the primary still, 2 s after it was to go']);
});

test.each([
  ['that nobody took over, rather', undefined, 33, /^no other instance took over: orders-1 is the primary still, 2 s after it was to go$/],
  ['that the writes cannot be counted', 'orders-2', 34, /^the writes cannot be read back after the failover from orders-1 to orders-2; the last answer was: none$/],
])('says %s where nothing can be read back', async (_, next, exit, words) => {
  around.next = next;
  around.readsBack = false;
  const { code, line } = await around.drill({ healthySeconds: 2 });
  expect([code, line]).toEqual([exit, expect.stringMatching(words)]);
});

test.each([
  ['before anything was done', false],
  ['after orders-1 was to go', true],
])('says when it is stopped %s, and leaves the rest to the operator', async (when, deleted) => {
  around.next = undefined;
  around.ledgerGrows = deleted;
  const { code, line } = await around.drill({}, (child) => {
    const sign = deleted ? 'pod orders-1 is deleted' : 'its primary is orders-1';
    child.stdout!.on('data', (text) => { if (String(text).includes(sign)) child.kill('SIGTERM'); });
  });
  expect([code, line]).toEqual([40, `stopped by SIGTERM ${when}`]);
  expect(around.changes).toHaveLength(deleted ? 1 : 0);
  expect(around.events).toEqual([expect.objectContaining({ reason: 'FailoverDrillStopped' })]);
});
