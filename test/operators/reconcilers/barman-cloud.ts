import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { applyRelease } from './release';
import { kubeconfigOf } from './service-account';
import { BARMAN_PLUGIN } from '../../../src/postgres/barman-plugin';
import { ControlPlane } from '../../cluster/control-plane';
import { GoProgram } from '../../cluster/go-program';
import { freePorts } from '../../cluster/processes';
import { progress } from '../../cluster/progress';

const VERSION = '0.14.0';
const MODULE = 'github.com/cloudnative-pg/plugin-barman-cloud';
const PROGRAM = new GoProgram('plugin-barman-cloud', `${MODULE}/cmd/manager`);

/** Starts the plugin, and gives the folder of its socket: in a cluster it is found by its Service instead. */
export async function startBarmanCloud(controlPlane: ControlPlane): Promise<string> {
  const command = await PROGRAM.build();
  const done = progress('starting the Barman Cloud plugin');
  const { kubernetes, processes } = controlPlane;
  await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cnpg-system' } });
  await applyRelease(kubernetes, join(await GoProgram.moduleFolder(`${MODULE}@v${VERSION}`), 'manifest.yaml'),
    ['ServiceAccount', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding']);

  const plugins = join(processes.folder, 'plugins');
  mkdirSync(plugins);
  const { health } = await freePorts('health');
  processes.start({
    name: 'plugin-barman-cloud',
    command,
    args: ['operator', `--plugin-path=${plugins}`, '--metrics-bind-address=0', `--health-probe-bind-address=127.0.0.1:${health}`],
    env: {
      KUBECONFIG: await kubeconfigOf(controlPlane, 'cnpg-system', 'plugin-barman-cloud'),
      SIDECAR_IMAGE: `ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v${VERSION}`,
    },
  });
  await controlPlane.ready('the socket of the Barman Cloud plugin', async () => existsSync(join(plugins, BARMAN_PLUGIN)));
  done();
  return plugins;
}
