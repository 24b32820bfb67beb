import { createHash, randomBytes } from 'node:crypto';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes, Refusal } from '../cluster/kubernetes';

/** What the API server, with the operators' webhooks, says of an object. */
export interface Verdict {
  readonly refused?: string;
  readonly warnings: readonly string[];
}

const AT_ONCE = 8;
// the API server closes the connection in the middle of more (MaxRequestBodyBytes in k8s.io/apiserver, server/config.go)
const MOST_BYTES = 3 * 1024 * 1024;
const MOST_OF_A_NAME = 1000;
/** Statuses and messages of a server that cannot answer. A 500 can be a no: it could not read a number. */
const TROUBLE = /^(429|503|504)|failed calling webhook|etcdserver/;
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Applies objects without storing them. Those that differ in names alone are sent once. */
export class DryRun {
  public static async inNamespaceOfItsOwn(): Promise<DryRun> {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: `dry-run-${randomBytes(4).toString('hex')}` } };
    const kubernetes = Kubernetes.fromEnvironment();
    await kubernetes.apply(namespace);
    return new DryRun(kubernetes, namespace);
  }

  public asked = 0;
  private readonly byKind = new Map<string, number>();
  /** By a hash: an object may hold whole programs. */
  private readonly verdicts = new Map<string, Promise<Verdict>>();
  private readonly lanes: Array<Promise<unknown>> = Array(AT_ONCE).fill(undefined);

  private constructor(private readonly kubernetes: Kubernetes, private readonly namespace: Manifest) {}

  public get sent(): number {
    return this.verdicts.size;
  }

  /** How many of each were sent. */
  public get kinds(): string {
    return [...this.byKind].map(([kind, count]) => `${kind} ${count}`).join(', ');
  }

  /** @param names that may be others without a difference, where they are as short as most */
  public ask(manifest: Manifest, names: readonly string[] = []): Promise<Verdict> {
    this.asked += 1;
    const text = names.filter((name) => /^[a-z][a-z0-9-]{2,14}[a-z0-9]$/.test(name)).reduce((rest, name) => rest.replaceAll(name, '*'), anonymous(manifest));
    const key = createHash('sha256').update(text).digest('base64');
    let verdict = this.verdicts.get(key);
    if (!verdict) {
      this.byKind.set(manifest.kind, (this.byKind.get(manifest.kind) ?? 0) + 1);
      const lane = this.verdicts.size % AT_ONCE;
      this.lanes[lane] = verdict = (this.lanes[lane] ?? Promise.resolve()).catch(() => {}).then(() => this.send(manifest));
      this.verdicts.set(key, verdict);
    }
    return verdict;
  }

  public async stop(): Promise<void> {
    await this.kubernetes.remove(this.namespace);
  }

  private async send(manifest: Manifest): Promise<Verdict> {
    const { name, namespace } = manifest.metadata;
    if (!name || name.length > MOST_OF_A_NAME || (namespace ?? '').length > MOST_OF_A_NAME) return { refused: 'no path leads to its name', warnings: [] };
    if (JSON.stringify(manifest).length > MOST_BYTES) return { refused: `it has more than ${MOST_BYTES} bytes`, warnings: [] };
    try {
      // without the body: what is kept of each object stays small
      const { warnings } = await this.kubernetes.apply(this.here(manifest), { dryRun: true });
      return { warnings };
    } catch (error) {
      if (!(error instanceof Refusal) || TROUBLE.test(`${error.status} ${error.message}`)) throw error;
      return { refused: error.message, warnings: [] };
    }
  }

  /** The namespaces of the objects are not there; one that cannot be is kept, to be refused. */
  private here(manifest: Manifest): Manifest {
    const { metadata } = manifest;
    if (metadata.namespace === undefined || !NAMESPACE.test(metadata.namespace)) return manifest;
    return { ...manifest, metadata: { ...metadata, namespace: this.namespace.metadata.name } };
  }
}

function anonymous(manifest: Manifest): string {
  const { name } = manifest.metadata;
  const text = JSON.stringify(manifest);
  // Kubernetes keeps names of some kinds for itself
  return /^(?!system-)[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/.test(name) ? text.replaceAll(`"${name}"`, '"*"') : text;
}
