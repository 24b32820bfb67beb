import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { variable } from './environment';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { freePorts } from '../cluster/processes';
import { until } from '../cluster/until';

/** A rule as Prometheus judges it. */
export interface JudgedRule {
  readonly name: string;
  readonly state: 'inactive' | 'pending' | 'firing';
  readonly health: 'ok' | 'unknown' | 'err';
  readonly lastError?: string;
}

/** The API server, and how to be let in. */
interface Access {
  readonly url: URL;
  readonly credentials: object;
}

const SECONDS = 5;

/**
 * A Prometheus on this machine with the PodMonitors and PrometheusRules of the manifests, as the Prometheus Operator would configure one. It
 * scrapes through the API server's proxy, so that it needs no way into the pods' network.
 */
export class Prometheus {
  public static async start(kubernetes: Kubernetes, manifests: readonly Manifest[]): Promise<Prometheus> {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
    const rules = manifests.filter(({ kind }) => kind === 'PrometheusRule');
    writeFileSync(join(folder, 'rules.yml'), stringify({ groups: rules.flatMap(({ spec }) => spec.groups) }));
    const server = await access(kubernetes, folder);
    writeFileSync(join(folder, 'prometheus.yml'), stringify({
      global: { scrape_interval: `${SECONDS}s`, evaluation_interval: `${SECONDS}s` },
      rule_files: ['rules.yml'],
      scrape_configs: await Promise.all(manifests.filter(({ kind }) => kind === 'PodMonitor').map(async (monitor) => scrapeConfig(kubernetes, monitor, server))),
    }), { mode: 0o600 });
    const { port } = await freePorts('port');
    const child = spawn(variable('TEST_PROMETHEUS'), [
      `--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`,
    ], { stdio: ['ignore', 'ignore', 'pipe'] });
    process.once('exit', () => child.kill('SIGKILL'));
    let said = '';
    child.stderr.on('data', (chunk) => { said = `${said}${chunk}`.slice(-2000); });
    const prometheus = new Prometheus(child, folder, `http://127.0.0.1:${port}/api/v1`);
    await until('Prometheus', async () => child.exitCode !== null || (await prometheus.rules()).length > 0, { seconds: 60 });
    if (child.exitCode !== null) {
      rmSync(folder, { recursive: true, force: true });
      throw new Error(`Prometheus ended: ${said}`);
    }
    return prometheus;
  }

  private constructor(private readonly child: ChildProcess, private readonly folder: string, private readonly api: string) {}

  /** Names of all metrics that have come so far. */
  public async metricNames(): Promise<Set<string>> {
    return new Set(await this.get<string[]>('/label/__name__/values'));
  }

  /** Targets by pod, with what came of the last scrape. */
  public async targets(): Promise<{ pod: string; health: string; error: string }[]> {
    const { activeTargets } = await this.get<{ activeTargets: any[] }>('/targets?state=active');
    return activeTargets.map(({ labels, health, lastError }) => ({ pod: labels.pod, health, error: lastError }));
  }

  public async rules(): Promise<JudgedRule[]> {
    const { groups } = await this.get<{ groups: { rules: JudgedRule[] }[] }>('/rules?type=alert');
    return groups.flatMap((group) => group.rules);
  }

  public async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async get<T>(path: string): Promise<T> {
    const response = await fetch(this.api + path);
    const answer = await response.json() as { status: string; data: T; error?: string };
    if (answer.status !== 'success') throw new Error(`Prometheus: ${answer.error}`);
    return answer.data;
  }
}

/** How Prometheus reaches the API server: as the kubeconfig says. */
async function access(kubernetes: Kubernetes, folder: string): Promise<Access> {
  const options: RequestOptions = {};
  await kubernetes.config.applyToHTTPSOptions(options);
  const file = (name: string, content: unknown) => {
    if (!content) return {};
    writeFileSync(join(folder, name), content as string, { mode: 0o600 });
    return { [name]: join(folder, name) };
  };
  const token = /^Bearer (.*)$/.exec(String((options.headers as Record<string, string> | undefined)?.Authorization ?? ''))?.[1];
  return {
    url: new URL(kubernetes.config.getCurrentCluster()!.server),
    credentials: {
      tls_config: { ...file('ca_file', options.ca), ...file('cert_file', options.cert), ...file('key_file', options.key) },
      ...(token ? { authorization: { credentials: token } } : {}),
    },
  };
}

/** What a PodMonitor selects now, labelled as the Prometheus Operator labels it, but for the way to the pods. */
async function scrapeConfig(kubernetes: Kubernetes, { metadata, spec }: Manifest, { url, credentials }: Access): Promise<object> {
  const { namespace, name } = metadata;
  const labelSelector = Object.entries(spec.selector.matchLabels).map(([key, value]) => `${key}=${value}`).join(',');
  const pods = await kubernetes.all('v1', 'Pod', { namespace, labelSelector });
  return {
    job_name: `${namespace}/${name}`,
    scheme: 'https',
    ...credentials,
    static_configs: pods.flatMap((pod) => pod.spec.containers.map((container: any) => {
      const port = container.ports?.find((one: any) => one.name === spec.podMetricsEndpoints[0].port)?.containerPort;
      if (!port) return undefined;
      const path = `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}:${port}/proxy/metrics`;
      return { targets: [url.host], labels: { namespace, pod: pod.metadata.name, container: container.name, __metrics_path__: path } };
    })).filter((target) => target !== undefined),
  };
}
