import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startControlPlane, WITHOUT_CLUSTER } from '../cluster/environment';
import { GoProgram } from '../cluster/go-program';
import { install } from '../cluster/installation';
import { cloudNativePg } from '../cluster/operators/cloudnative-pg';
import { freePorts } from '../cluster/processes';
import { progress } from '../cluster/progress';

const VERSION = 'v1.18.1';
const MODULE = 'github.com/vmware-tanzu/velero';
const PROGRAM = new GoProgram('velero', `${MODULE}/cmd/velero`, [`-X ${MODULE}/pkg/buildinfo.Version=${VERSION}`]);

const FILE_STORE = new GoProgram('velero', join(__dirname, 'file-store.go'));

/** Where Velero's backups lie, in a folder for each bucket. */
export const STORE = 'VELERO_FILE_STORE';

/** Velero's server, as a process beside an API server, with an object store of files. */
export default async function setUp(): Promise<void> {
  const controlPlane = await startControlPlane();
  if (!controlPlane) {
    if (process.env[WITHOUT_CLUSTER]) return;
    throw new Error('TEST_CLUSTER must not be set, got external; Velero of this suite runs beside an API server of its own');
  }
  try {
    const command = await PROGRAM.build();
    const plugin = await FILE_STORE.build();
    await install([
      ...['v1', 'v2alpha1'].map((version) => ({ name: `Velero ${version}`, module: `${MODULE}@${VERSION}`, crds: `config/crd/${version}/bases` })),
      { ...cloudNativePg, webhooks: undefined, withoutWebhooks: 'this suite is about Velero' },
    ], controlPlane);
    const done = progress('starting Velero');
    const { kubernetes, processes, kubeconfig } = controlPlane;
    await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'velero' } });
    // which it asks for its image when it restores
    const pod = { metadata: { labels: { deploy: 'velero' } }, spec: { containers: [{ name: 'velero', image: `velero/velero:${VERSION}` }] } };
    await kubernetes.apply({
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'velero', namespace: 'velero' }, spec: { selector: { matchLabels: pod.metadata.labels }, template: pod },
    });
    const plugins = join(processes.folder, 'velero-plugins');
    mkdirSync(plugins);
    // a plugin is what lies in the folder and may be executed
    copyFileSync(plugin, join(plugins, 'file-store'));
    process.env[STORE] = join(processes.folder, 'velero-store');
    mkdirSync(join(process.env[STORE], 'backups'), { recursive: true });
    const { metrics, profiler } = await freePorts('metrics', 'profiler');
    processes.start({
      name: 'velero',
      command,
      args: [
        'server', '--namespace=velero', `--plugin-dir=${plugins}`, `--metrics-address=127.0.0.1:${metrics}`, `--profiler-address=127.0.0.1:${profiler}`, '--log-format=json',
      ],
      // where it keeps credentials
      env: { KUBECONFIG: kubeconfig, HOME: processes.folder, FILE_STORE: process.env[STORE] },
    });
    // it makes the Secret of its repositories before its controllers begin
    await controlPlane.ready('Velero', () => kubernetes.find({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'velero-repo-credentials', namespace: 'velero' } }), 120);
    done();
  } catch (error) {
    await controlPlane.stop();
    throw error;
  }
}
