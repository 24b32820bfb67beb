import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { IncomingMessage } from 'http';
import { createServer, Server } from 'https';
import { AddressInfo } from 'net';
import { join } from 'path';
import { ago, backup, pair, Spoilt, SYSTEM } from './snapshot-objects';
import { selfSigned } from '../cluster/certificate';

type Kind = 'backups' | 'clusters' | 'volumesnapshots' | 'volumesnapshotcontents' | 'persistentvolumeclaims';

/**
 * An API server with the objects of one namespace, and the snapshot controller: it deletes the content of a deleted VolumeSnapshot when it may.
 * What takes minutes on a cluster, or happens there by chance, is said here.
 */
export class SnapshotCluster {
  public readonly objects: Record<Kind, any[]> = {
    backups: [], clusters: [], volumesnapshots: [], volumesnapshotcontents: [], persistentvolumeclaims: [],
  };
  /** Changes in their order, such as `DELETE backups/b8`. */
  public readonly changes: string[] = [];
  /** Whether the controller sees that a content is to be deleted. */
  public controllerSees = true;
  /** Change that is answered with 403. */
  public forbidden?: string;
  public readonly account: string;
  private server!: Server;
  private watch?: (request: string) => void;

  constructor(folder: string, private readonly now: number) {
    this.account = mkdtempSync(join(folder, 'account-'));
    this.objects.clusters.push({ metadata: { name: 'orders', creationTimestamp: ago(100, now) }, spec: {}, status: { systemID: SYSTEM } });
  }

  /** Is told each request before it is answered. */
  public set before(watch: ((request: string) => void) | undefined) {
    this.watch = watch;
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public async start(): Promise<void> {
    const { certificate, key } = await selfSigned(this.account);
    writeFileSync(join(this.account, 'ca.crt'), readFileSync(certificate));
    writeFileSync(join(this.account, 'token'), 'of-the-pruner');
    writeFileSync(join(this.account, 'namespace'), 'shop');
    this.server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
      void bodyOf(request).then((body) => {
        const [code, object] = this.answer(request, body);
        response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(object));
      });
    });
    await new Promise<void>((listens) => this.server.listen(0, '127.0.0.1', listens));
  }

  public async stop(): Promise<void> {
    await new Promise((closed) => this.server.close(closed));
  }

  /** A complete backup of that age in days, with its snapshots and their contents. */
  public add(name: string, days: number, spoilt: Spoilt = {}): void {
    const time = ago(days, this.now);
    this.objects.backups.push({ ...backup(name, time), metadata: { name, uid: `uid-${name}`, creationTimestamp: time } });
    for (const of of pair(name, time, spoilt)) {
      const uid = `uid-${of.metadata.name}-snapshot`;
      this.objects.volumesnapshots.push({
        ...of, metadata: { ...of.metadata, uid }, status: { ...of.status, boundVolumeSnapshotContentName: `snapcontent-${of.metadata.name}` },
      });
      this.objects.volumesnapshotcontents.push({
        metadata: { name: `snapcontent-${of.metadata.name}`, uid: `uid-${of.metadata.name}-content` },
        spec: { deletionPolicy: 'Retain', volumeSnapshotRef: { namespace: 'shop', name: of.metadata.name, uid } },
      });
    }
  }

  public names(kind: Kind): string[] {
    return this.objects[kind].map(({ metadata }) => metadata.name);
  }

  private answer(request: IncomingMessage, body: any): [code: number, object: object] {
    const url = new URL(request.url!, 'https://localhost');
    const [last, one] = url.pathname.split('/').reverse();
    const [kind, name] = last in this.objects ? [last as Kind] : [one as Kind, last];
    const what = `${request.method} ${kind}${name ? `/${name}` : ''}`;
    this.watch?.(what);
    if (what === this.forbidden) return [403, { kind: 'Status', reason: 'Forbidden', message: 'denied' }];
    const all = this.objects[kind];
    if (!name) {
      const wanted = url.searchParams.get('labelSelector')?.split('=');
      return [200, { items: all.filter(({ metadata }) => !wanted || metadata.labels?.[wanted[0]] === wanted[1]) }];
    }
    const found = all.find(({ metadata }) => metadata.name === name);
    if (!found) return [404, { kind: 'Status', reason: 'NotFound', message: `${what} not found` }];
    if (request.method === 'GET') return [200, found];
    this.changes.push(what);
    if (request.method === 'PATCH') {
      found.metadata.labels = { ...found.metadata.labels, ...body.metadata?.labels };
      Object.assign(found.spec, body.spec);
      return [200, found];
    }
    if (body?.preconditions?.uid !== found.metadata.uid) return [409, { kind: 'Status', reason: 'Conflict', message: 'another object' }];
    all.splice(all.indexOf(found), 1);
    if (kind === 'volumesnapshots' && this.controllerSees) this.deleteContentOf(found.metadata.uid);
    return [200, { kind: 'Status' }];
  }

  private deleteContentOf(uid: string): void {
    const contents = this.objects.volumesnapshotcontents;
    const at = contents.findIndex(({ spec }) => spec.volumeSnapshotRef.uid === uid && spec.deletionPolicy === 'Delete');
    if (at >= 0) contents.splice(at, 1);
  }
}

async function bodyOf(request: IncomingMessage): Promise<any> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}
