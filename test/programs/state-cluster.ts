import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { IncomingMessage, ServerResponse } from 'http';
import { createServer, Server } from 'https';
import { AddressInfo } from 'net';
import { join } from 'path';
import { selfSigned } from '../cluster/certificate';

/** An API server with a migration's ConfigMap, which is read and merged into, and nothing else. */
export class StateCluster {
  public readonly account: string;
  public data: Record<string, string> = {};
  /** What was written, one after the other. */
  public readonly patches: any[] = [];
  private server!: Server;

  constructor(folder: string) {
    this.account = mkdtempSync(join(folder, 'account-'));
  }

  /** What a program needs to find it. */
  public get env(): Record<string, string> {
    return { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String((this.server.address() as AddressInfo).port), KUBERNETES_ACCOUNT: this.account };
  }

  public get comparison(): any {
    return this.data.comparison && JSON.parse(this.data.comparison);
  }

  public async start(): Promise<void> {
    const { certificate, key } = await selfSigned(this.account);
    writeFileSync(join(this.account, 'ca.crt'), readFileSync(certificate));
    writeFileSync(join(this.account, 'token'), 'of-the-watcher');
    const pair = { cert: readFileSync(certificate), key: readFileSync(key) };
    this.server = createServer(pair, (request, response) => void this.answer(request, response));
    await new Promise<void>((listens) => this.server.listen(0, '127.0.0.1', listens));
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const say = (code: number, object: object) => response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(object));
    if (request.url !== '/api/v1/namespaces/database/configmaps/move-migration') {
      return void say(404, { kind: 'Status', reason: 'NotFound', message: request.url });
    }
    if (request.method === 'PATCH') {
      const patch = JSON.parse(Buffer.concat(parts).toString('utf8'));
      this.patches.push(patch);
      Object.assign(this.data, patch.data);
    }
    say(200, { metadata: { name: 'move-migration' }, data: this.data });
  }
}
