import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { applyRelease } from './release';
import { kubeconfigOf } from './service-account';
import { ControlPlane } from '../../cluster/control-plane';
import { GoProgram } from '../../cluster/go-program';
import { cloudNativePg, cloudNativePgProgram } from '../../cluster/operators/cloudnative-pg';
import { Operator } from '../../cluster/operators/operator';

const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };

/** CloudNativePG as in a cluster: with its own RBAC, in all namespaces, with the plugins whose sockets lie in the folder. */
export async function reconcilingCloudNativePg(controlPlane: ControlPlane, plugins: string): Promise<Operator> {
  const { webhooks, module } = cloudNativePg;
  // what the configuration of the release names, and its Deployment: the pod's labels are in NetworkPolicies
  const release = join(await GoProgram.moduleFolder(module), 'releases', `cnpg-${module.split('@v')[1]}.yaml`);
  await applyRelease(controlPlane.kubernetes, release, ['Namespace', 'ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'ConfigMap', 'Deployment']);
  const kubeconfig = await kubeconfigOf(controlPlane, 'cnpg-system', 'cnpg-manager');
  const cwd = await folderOfOperator(controlPlane);
  return {
    ...cloudNativePg,
    webhooks: {
      ...webhooks!,
      start: (serving) => {
        const { args, env: { WATCH_NAMESPACE, ...env } = {} } = webhooks!.start({ ...serving, kubeconfig });
        return { args, env: { ...env, PLUGIN_SOCKET_DIR: plugins, MONITORING_QUERIES_CONFIGMAP: 'cnpg-default-monitoring' }, cwd };
      },
    },
  };
}

/** The operator looks for the instance manager of each architecture, which is its own program, in `operator/` where it runs. */
async function folderOfOperator({ processes }: ControlPlane): Promise<string> {
  const cwd = join(processes.folder, 'cloudnative-pg');
  mkdirSync(join(cwd, 'operator'), { recursive: true });
  symlinkSync(await cloudNativePgProgram.build(), join(cwd, 'operator', `manager_${ARCHITECTURES[process.arch] ?? process.arch}`));
  return cwd;
}
