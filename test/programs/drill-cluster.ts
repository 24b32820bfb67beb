import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { IncomingMessage, ServerResponse } from 'http';
import { createServer, Server } from 'https';
import { AddressInfo } from 'net';
import { join } from 'path';
import { selfSigned } from '../cluster/certificate';

/** One answer to a request for a container's log. */
export interface Stream {
  readonly lines: object[];
  /** How it ends: in good order while the container runs, by a broken connection, or because the container has ended. */
  readonly ends: 'early' | 'broken' | 'container';
}

type Container = 'full-recovery' | 'plugin-barman-cloud';

const POD = 'orders-restore-drill-1-full-recovery-x7k2p';

/** An API server with one drill's namespace, and the operator: the Cluster is ready when the pod that restores has ended. */
export class DrillCluster {
  /** What is told of each log, one after the other; the last one stays. */
  public readonly streams: Record<Container, Stream[]>;
  /** What becomes of the pod when its containers have ended. */
  public podThen: 'stays' | 'goes' = 'stays';
  /** The pod goes although its containers were never seen to end, so long after the plugin's log was told for this time. */
  public podKilledAfter?: { readonly stream: number; readonly milliseconds: number };
  private podKilled = false;
  private told = 0;
  public readonly account: string;
  public readonly made = new Map<string, any>();
  private readonly ended = new Set<string>();
  private server!: Server;

  constructor(folder: string, lines: object[]) {
    this.account = mkdtempSync(join(folder, 'account-'));
    this.streams = { 'full-recovery': [{ lines, ends: 'container' }], 'plugin-barman-cloud': [{ lines: [], ends: 'container' }] };
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public async start(): Promise<void> {
    const { certificate, key } = await selfSigned(this.account);
    writeFileSync(join(this.account, 'ca.crt'), readFileSync(certificate));
    writeFileSync(join(this.account, 'token'), 'of-the-drill');
    const pair = { cert: readFileSync(certificate), key: readFileSync(key) };
    this.server = createServer(pair, (request, response) => void this.answer(request, response));
    await new Promise<void>((listens) => this.server.listen(0, '127.0.0.1', listens));
  }

  public async stop(): Promise<void> {
    await new Promise((closed) => this.server.close(closed));
  }

  private get over(): boolean {
    return this.podKilled || this.ended.size === 2;
  }

  private get pods(): any[] {
    if (!this.made.has('orders-restore-drill') || (this.over && (this.podKilled || this.podThen === 'goes'))) return [];
    const state = (name: Container) => ({ name, state: { [this.ended.has(name) ? 'terminated' : 'running']: {} } });
    return [{
      metadata: { name: POD, labels: { 'cnpg.io/cluster': 'orders-restore-drill', 'cnpg.io/jobRole': 'full-recovery' } },
      spec: { initContainers: [{ name: 'bootstrap-controller' }, { name: 'plugin-barman-cloud' }], containers: [{ name: 'full-recovery' }] },
      status: { phase: this.over ? 'Succeeded' : 'Running', initContainerStatuses: [state('plugin-barman-cloud')], containerStatuses: [state('full-recovery')] },
    }];
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { pathname, searchParams } = new URL(request.url!, 'https://localhost');
    const say = (code: number, object: object) => response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(object));
    if (pathname.endsWith('/log')) return this.tell(searchParams.get('container') as Container, response);
    const [last, kind] = pathname.split('/').reverse();
    if (request.method === 'POST') {
      const object = JSON.parse(Buffer.concat(parts).toString('utf8'));
      if (last !== 'events') this.made.set(object.metadata.name, object);
      say(201, object);
    } else if (request.method === 'DELETE') {
      this.made.delete(last);
      say(200, { kind: 'Status' });
    } else if (last === 'pods') {
      say(200, { items: searchParams.get('labelSelector')?.startsWith('batch') ? [] : this.pods });
    } else if (kind === 'pods') {
      // as drill-rights.ts has it
      say(403, { kind: 'Status', reason: 'Forbidden', message: 'pods may be listed' });
    } else {
      const found = this.made.get(last);
      if (found) say(200, { ...found, status: this.statusOf(kind) });
      else say(404, { kind: 'Status', reason: 'NotFound', message: last });
    }
  }

  private statusOf(kind: string): object {
    if (kind === 'jobs') return { conditions: [{ type: 'Complete', status: 'True', message: 'verified' }] };
    return { phase: 'Setting up primary', conditions: [{ type: 'Ready', status: this.over ? 'True' : 'False' }] };
  }

  private tell(container: Container, response: ServerResponse): void {
    if (this.pods.length === 0) return void response.writeHead(404).end('{}');
    if (container === 'plugin-barman-cloud' && ++this.told === this.podKilledAfter?.stream) setTimeout(() => { this.podKilled = true; }, this.podKilledAfter.milliseconds);
    const streams = this.streams[container];
    const { lines, ends } = streams.length > 1 ? streams.shift()! : streams[0];
    response.writeHead(200).write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    // what is written has to arrive before the connection breaks
    setTimeout(() => {
      if (ends === 'broken') return void response.destroy();
      if (ends === 'container') this.ended.add(container);
      response.end();
    }, 50);
  }
}
