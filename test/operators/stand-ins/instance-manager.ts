import { createServer, Server } from 'node:https';
import { Kubernetes } from '../../cluster/kubernetes';

const STATUS_PORT = 8000;
const LSN = '0/3000000';

/** Stands in for the instance manager of one pod: tells the operator on port 8000 that PostgreSQL runs, with the server certificate of the Cluster. */
export class InstanceManager {
  public static async start(kubernetes: Kubernetes, pod: any, address: string): Promise<InstanceManager> {
    const manager = new InstanceManager(kubernetes, pod);
    const cluster = await manager.cluster();
    const { data } = await kubernetes.find({
      apiVersion: 'v1', kind: 'Secret', metadata: { name: cluster.status.certificates.serverTLSSecret, namespace: pod.metadata.namespace },
    });
    const bytes = (key: string) => Buffer.from(data[key], 'base64');
    manager.server = createServer({ cert: bytes('tls.crt'), key: bytes('tls.key') }, (request, response) => {
      if (request.url !== '/pg/status') {
        response.writeHead(404).end();
        return;
      }
      manager.status().then((status) => response.end(JSON.stringify(status)), (error) => response.writeHead(500).end(String(error)));
    });
    await new Promise<void>((resolve, reject) => {
      manager.server!.once('error', () => reject(new Error(`${address}:${STATUS_PORT} must be free to listen on; other systems than Linux have to `
        + `make the address first: ifconfig lo0 alias ${address}`)));
      manager.server!.listen(STATUS_PORT, address, resolve);
    });
    await manager.promote();
    return manager;
  }

  private server?: Server;

  private constructor(private readonly kubernetes: Kubernetes, private readonly pod: any) {}

  public stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async cluster(): Promise<any> {
    const { namespace, labels } = this.pod.metadata;
    return this.kubernetes.find({ apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { name: labels['cnpg.io/cluster'], namespace } });
  }

  /** What the operator asks of an instance by `targetPrimary`, it answers by `currentPrimary`. */
  private async promote(): Promise<void> {
    const cluster = await this.cluster();
    const { targetPrimary, currentPrimary } = cluster.status;
    if (targetPrimary !== this.pod.metadata.name || currentPrimary === targetPrimary) return;
    await this.kubernetes.merge(cluster, { status: { currentPrimary: targetPrimary, currentPrimaryTimestamp: new Date().toISOString() } }, 'status');
  }

  /** What pkg/postgres/status.go of CloudNativePG 1.30.0 reads. */
  private async status(): Promise<object> {
    const isPrimary = (await this.cluster()).status.currentPrimary === this.pod.metadata.name;
    return {
      isPrimary,
      isWalReceiverActive: !isPrimary,
      ...(isPrimary ? { currentLsn: LSN } : { receivedLsn: LSN, replayLsn: LSN }),
      systemID: '7000000000000000000',
      timeLineID: 1,
      executableHash: 'stand-in',
      instanceManagerVersion: '1.30.0',
      sessionID: this.pod.metadata.uid,
    };
  }
}
