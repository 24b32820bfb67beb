import { randomBytes } from 'node:crypto';
import { Kubernetes } from '../../cluster/kubernetes';
import { Rounds } from '../../cluster/rounds';

const API = 'external-secrets.io/v1';

/** Stands in for External Secrets and for the store behind it: every ExternalSecret gets its Secret, with values made up. */
export class SecretStore {
  public static async start(kubernetes: Kubernetes): Promise<Rounds> {
    const store = new SecretStore(kubernetes);
    return new Rounds(async () => {
      for (const externalSecret of await kubernetes.all(API, 'ExternalSecret')) if (!externalSecret.status?.conditions) await store.fill(externalSecret);
    });
  }

  private readonly values = new Map<string, string>();

  private constructor(private readonly kubernetes: Kubernetes) {}

  private async fill(externalSecret: any): Promise<void> {
    const { metadata: { name, namespace, uid }, spec: { data, target } } = externalSecret;
    const values: Record<string, string> = Object.fromEntries(data.map(({ secretKey, remoteRef }: any) => [secretKey, this.valueOf(remoteRef)]));
    const template: Record<string, string> | undefined = target.template?.data;
    await this.kubernetes.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: target.name,
        namespace,
        labels: target.template?.metadata?.labels,
        ownerReferences: [{ apiVersion: API, kind: 'ExternalSecret', name, uid, controller: true }],
      } as any,
      type: target.template?.type ?? 'Opaque',
      stringData: template ? Object.fromEntries(Object.entries(template).map(([key, text]) => [key, rendered(text, values)])) : values,
    });
    const ready = { type: 'Ready', status: 'True', reason: 'SecretSynced', lastTransitionTime: new Date().toISOString() };
    await this.kubernetes.merge(externalSecret, { status: { conditions: [ready] } }, 'status');
  }

  private valueOf({ key, property = '' }: { key: string; property?: string }): string {
    const remote = `${key} ${property}`;
    if (!this.values.has(remote)) this.values.set(remote, randomBytes(16).toString('hex'));
    return this.values.get(remote)!;
  }
}

/** The engine v2 of External Secrets, as far as `{{ .key }}`. */
function rendered(text: string, values: Record<string, string>): string {
  return text.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (whole, key) => {
    if (!(key in values)) throw new Error(`${whole} must stand for one of ${Object.keys(values).join(', ')}; the ExternalSecret reads nothing else`);
    return values[key];
  });
}
