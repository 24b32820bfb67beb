import { existsSync } from 'node:fs';
import { createConfiguration, HttpMethod, KubeConfig, KubernetesObjectApi, ServerConfiguration, wrapHttpLibrary } from '@kubernetes/client-node';
import { KeepAliveHttp } from './keep-alive-http';
import { Manifest } from '../../src/checklist/manifests';

/** What a request gave, with the warnings that kubectl would print. */
export interface Answer {
  readonly body: any;
  readonly warnings: string[];
}

/** The API server, or a webhook that it asked, said no. */
export class Refusal extends Error {
  constructor(public readonly status: number, public readonly reason: string, message: string) {
    super(message);
  }
}

/** Options of a write. */
export interface WriteOptions {
  /** Everything is checked and nothing is stored. */
  readonly dryRun?: boolean;
}

/** Which objects are meant. */
export interface Selection {
  readonly namespace?: string;
  readonly labelSelector?: string;
}

type Request = [method: HttpMethod, path: string, body?: unknown, contentType?: string, query?: Record<string, string>];

const FIELD_MANAGER = 'cdk8s-databases-test';
const TRIES = 3;
/**
 * A webhook gave no answer, and nothing was stored: it ends connections that idle (Prometheus Operator's after 30 s,
 * pkg/server/server.go v0.93.0), and the API server, which may be writing on one, does not try another.
 */
const UNANSWERED = /failed to call webhook: Post/;

/**
 * The cluster that KUBECONFIG names. The library's client finds paths and credentials; bodies go and come as they are,
 * because its models drop the fields that they do not know.
 */
export class Kubernetes extends KubernetesObjectApi {
  public static fromEnvironment(): Kubernetes {
    const path = process.env.KUBECONFIG;
    if (!path || !existsSync(path)) throw new Error(`KUBECONFIG must be the path of a kubeconfig, got ${path ?? 'nothing'}; export it`);
    return Kubernetes.fromFile(path);
  }

  public static fromFile(path: string): Kubernetes {
    const config = new KubeConfig();
    config.loadFromFile(path);
    return new Kubernetes(config);
  }

  /** @param config for the parts of the client library that are no object API: exec, logs, watch */
  private constructor(public readonly config: KubeConfig) {
    super(createConfiguration({
      baseServer: new ServerConfiguration(config.getCurrentCluster()!.server, {}),
      authMethods: { default: config },
      httpApi: wrapHttpLibrary(new KeepAliveHttp()),
    }));
  }

  /** The same cluster, with the rights of a ServiceAccount. */
  public as(namespace: string, name: string): Kubernetes {
    const { clusters, contexts, currentContext } = this.config;
    const users = this.config.users.map((user) => ({ ...user, impersonateUser: `system:serviceaccount:${namespace}:${name}` }));
    const config = new KubeConfig();
    config.loadFromOptions({ clusters, contexts, currentContext, users });
    return new Kubernetes(config);
  }

  /** Server-side apply with strict validation: an unknown or doubled field is refused. */
  public async apply(manifest: Manifest, options: WriteOptions = {}): Promise<Answer> {
    const path = await this.specUriPath(manifest as any, 'patch');
    return this.send(HttpMethod.PATCH, path, manifest, 'application/apply-patch+yaml', {
      fieldManager: FIELD_MANAGER, force: 'true', fieldValidation: 'Strict', ...dryRun(options),
    });
  }

  public async make(manifest: Manifest, options: WriteOptions = {}): Promise<Answer> {
    const path = await this.specUriPath(manifest as any, 'create');
    return this.send(HttpMethod.POST, path, manifest, 'application/json', { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict', ...dryRun(options) });
  }

  /** Writes the object as a whole; its resourceVersion must be the living one's. */
  public async put(manifest: Manifest, options: WriteOptions = {}): Promise<Answer> {
    const path = await this.specUriPath(manifest as any, 'replace');
    return this.send(HttpMethod.PUT, path, manifest, 'application/json', { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict', ...dryRun(options) });
  }

  /** A JSON merge patch of the object or of a subresource, as `status`. */
  public async merge(of: Manifest, change: object, subresource?: 'status'): Promise<Answer> {
    const path = await this.specUriPath(named(of), 'patch');
    return this.send(HttpMethod.PATCH, subresource ? `${path}/${subresource}` : path, change, 'application/merge-patch+json', { fieldManager: FIELD_MANAGER });
  }

  /** The living object; undefined when there is none. */
  public async find(of: Manifest): Promise<any> {
    const path = await this.specUriPath(named(of), 'read');
    return this.send(HttpMethod.GET, path).then((answer) => answer.body, unless(404));
  }

  public async all(apiVersion: string, kind: string, { namespace, labelSelector }: Selection = {}): Promise<any[]> {
    const path = await this.specUriPath({ apiVersion, kind, metadata: { namespace } }, 'list');
    const { body } = await this.send(HttpMethod.GET, path, undefined, undefined, labelSelector === undefined ? {} : { labelSelector });
    return body.items.map((item: object) => ({ apiVersion, kind, ...item }));
  }

  /** Deletes it, or finds it gone; does not wait for finalizers. */
  public async remove(of: Manifest, options: { gracePeriodSeconds?: number } = {}): Promise<void> {
    const path = await this.specUriPath(named(of), 'delete');
    await this.send(HttpMethod.DELETE, path, { propagationPolicy: 'Background', ...options }, 'application/json').catch(unless(404));
  }

  /** A request to any path of the API server, for subresources and non-resource URLs; again where a webhook did not answer. */
  public async send(...request: Request): Promise<Answer> {
    for (let left = TRIES - 1; ; left -= 1) {
      try {
        return await this.sendOnce(...request);
      } catch (error) {
        if (left === 0 || !(error instanceof Refusal && UNANSWERED.test(error.message))) throw error;
      }
    }
  }

  private async sendOnce(...[method, path, body, contentType, query = {}]: Request): Promise<Answer> {
    const request = this.configuration.baseServer.makeRequestContext(path, method);
    request.setHeaderParam('Accept', 'application/json');
    for (const [name, value] of Object.entries(query)) request.setQueryParam(name, value);
    if (body !== undefined) {
      request.setHeaderParam('Content-Type', contentType ?? 'application/json');
      request.setBody(JSON.stringify(body));
    }
    await this.configuration.authMethods.default?.applySecurityAuthentication(request);
    const response = await this.configuration.httpApi.send(request).toPromise();
    const text = await response.body.text();
    const answer = parsed(text);
    if (response.httpStatusCode >= 400) throw new Refusal(response.httpStatusCode, answer?.reason ?? '', answer?.message ?? text);
    return { body: answer, warnings: warningTexts(response.headers.warning) };
  }
}

function dryRun(options: WriteOptions): Record<string, string> {
  return options.dryRun ? { dryRun: 'All' } : {};
}

function named({ apiVersion, kind, metadata: { name, namespace } }: Manifest): any {
  return { apiVersion, kind, metadata: { name, namespace } };
}

function unless(status: number): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof Refusal && error.status === status) return undefined;
    throw error;
  };
}

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** RFC 7234 5.5, as the API server writes it: `299 - "text", 299 - "text"`. */
function warningTexts(header: string | undefined): string[] {
  return [...(header ?? '').matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text.replace(/\\(.)/g, '$1'));
}
