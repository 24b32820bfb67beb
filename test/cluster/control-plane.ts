import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpMethod } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import { Certificate, selfSigned } from './certificate';
import { GoProgram } from './go-program';
import { Kubernetes } from './kubernetes';
import { kubernetesVersion } from './kubernetes-version';
import { freePorts, Processes } from './processes';
import { progress } from './progress';
import { until } from './until';

/** Options of `ControlPlane.start`. */
export interface ControlPlaneOptions {
  /**
   * Controllers of Kubernetes itself that `startControllers` is to start, as kube-controller-manager's `--controllers` names them.
   * @default - none, so that nobody makes service accounts, Jobs' pods or clears namespaces
   */
  readonly controllers?: readonly string[];
}

/** An API server and its etcd on the loopback address: no nodes, no controllers but those that are asked for. */
export class ControlPlane {
  /** Builds what is missing, and starts. */
  public static async start(minor: string, options: ControlPlaneOptions = {}): Promise<ControlPlane> {
    const [apiServer, etcd] = [await kubernetesProgram(minor, 'kube-apiserver').build(), await new GoProgram('etcd', 'go.etcd.io/etcd/server/v3').build()];
    const controlPlane = new ControlPlane(minor, new Processes(), await freePorts('api', 'etcd', 'peer'), options.controllers);
    try {
      await controlPlane.bringUp(apiServer, etcd);
    } catch (error) {
      await controlPlane.stop();
      throw error;
    }
    return controlPlane;
  }

  /** Path of the administrator's kubeconfig. */
  public readonly kubeconfig: string;
  public kubernetes!: Kubernetes;
  public serving!: Certificate;
  private readonly token = randomBytes(16).toString('hex');

  private constructor(
    public readonly minor: string,
    public readonly processes: Processes,
    private readonly ports: { readonly api: number; readonly etcd: number; readonly peer: number },
    private readonly controllers: readonly string[] = [],
  ) {
    this.kubeconfig = join(processes.folder, 'kubeconfig');
  }

  /** Best when the CRDs are there: controllers begin anew with each one that comes. */
  public async startControllers(): Promise<void> {
    const command = await kubernetesProgram(this.minor, 'kube-controller-manager').build();
    const done = progress('starting the controllers of Kubernetes');
    this.processes.start({
      name: 'kube-controller-manager',
      command,
      args: [
        `--kubeconfig=${this.kubeconfig}`, '--leader-elect=false', '--use-service-account-credentials', '--secure-port=0',
        `--root-ca-file=${this.serving.certificate}`, `--service-account-private-key-file=${join(this.folder, 'service-account.key')}`,
        `--controllers=${this.controllers.join()}`,
        // the end of a namespace is a request for each kind that there is
        '--kube-api-qps=500', '--kube-api-burst=500',
      ],
    });
    await this.ready('the controllers', async () => this.kubernetes.find({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } }));
    done();
  }

  /** Waits for what a process of ours brings; told at once when a process is gone. */
  public async ready<T>(what: string, ask: () => Promise<T | undefined | false>, seconds = 240): Promise<T> {
    const answer = await until(what, async () => {
      try {
        this.processes.check();
      } catch (gone) {
        return { gone };
      }
      const found = await ask();
      return found && { found };
    }, { seconds, every: 100 });
    if ('gone' in answer) throw answer.gone;
    return answer.found;
  }

  public async stop(): Promise<void> {
    await this.processes.stop();
  }

  private get folder(): string {
    return this.processes.folder;
  }

  private async bringUp(apiServer: string, etcd: string): Promise<void> {
    const done = progress(`starting Kubernetes ${kubernetesVersion(this.minor)}`);
    this.serving = await selfSigned(this.folder);
    this.writeFiles();
    const client = `http://127.0.0.1:${this.ports.etcd}`;
    const peer = `http://127.0.0.1:${this.ports.peer}`;
    this.processes.start({
      name: 'etcd',
      command: etcd,
      args: [
        '--name=test', '--unsafe-no-fsync', '--log-level=warn', `--data-dir=${join(this.folder, 'etcd')}`, `--listen-client-urls=${client}`,
        `--advertise-client-urls=${client}`, `--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`, `--initial-cluster=test=${peer}`,
      ],
    });
    this.processes.start({ name: 'kube-apiserver', command: apiServer, args: this.apiServerArgs(client) });
    this.kubernetes = Kubernetes.fromFile(this.kubeconfig);
    await this.ready('the API server', async () => (await this.kubernetes.send(HttpMethod.GET, '/readyz')).body === 'ok');
    await this.ready('the namespace default', async () => this.kubernetes.find({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }));
    done();
  }

  private apiServerArgs(etcd: string): string[] {
    return [
      `--etcd-servers=${etcd}`, '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${this.ports.api}`,
      `--tls-cert-file=${this.serving.certificate}`, `--tls-private-key-file=${this.serving.key}`, `--token-auth-file=${join(this.folder, 'tokens.csv')}`,
      '--authorization-mode=Node,RBAC', '--allow-privileged', '--service-cluster-ip-range=10.96.0.0/16', '--endpoint-reconciler-type=none',
      '--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${join(this.folder, 'service-account.pub')}`,
      `--service-account-signing-key-file=${join(this.folder, 'service-account.key')}`, `--cert-dir=${this.folder}`,
      // a suite is one impatient client, not many
      '--enable-priority-and-fairness=false',
      // nobody makes service accounts where there are no controllers
      ...(this.controllers.length > 0 ? [] : ['--disable-admission-plugins=ServiceAccount']),
    ];
  }

  private writeFiles(): void {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, 'service-account.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(join(this.folder, 'service-account.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
    writeFileSync(join(this.folder, 'tokens.csv'), `${this.token},admin,admin,"system:masters"\n`, { mode: 0o600 });
    writeFileSync(this.kubeconfig, stringify({
      'apiVersion': 'v1',
      'kind': 'Config',
      'clusters': [{ name: 'test', cluster: { 'server': `https://127.0.0.1:${this.ports.api}`, 'certificate-authority-data': this.serving.caBundle } }],
      'users': [{ name: 'admin', user: { token: this.token } }],
      'contexts': [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
      'current-context': 'test',
    }), { mode: 0o600 });
  }
}

function kubernetesProgram(minor: string, name: string): GoProgram {
  const version = `v${kubernetesVersion(minor)}`;
  const [major, minorNumber] = minor.split('.');
  return new GoProgram(`kubernetes-${minor}`, `k8s.io/kubernetes/cmd/${name}`, [
    `-X k8s.io/component-base/version.gitVersion=${version}`, `-X k8s.io/component-base/version.gitMajor=${major}`,
    `-X k8s.io/component-base/version.gitMinor=${minorNumber}`, `-X k8s.io/client-go/pkg/version.gitVersion=${version}`,
  ]);
}
