import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { applyRelease } from './release';
import { kubeconfigOf } from './service-account';
import { Manifest } from '../../../src/checklist/manifests';
import { ControlPlane } from '../../cluster/control-plane';
import { GoProgram } from '../../cluster/go-program';

/** One of Percona's operators in a cluster. */
export interface PerconaRelease {
  readonly module: string;
  readonly namespace: string;
  /** Of its ServiceAccount, its Deployment and its container. */
  readonly name: string;
}

/** Brings its release, cluster-wide, and gives the environment of what runs with its rights and in the place of its pod. */
export async function inPlaceOfPod(controlPlane: ControlPlane, { module, namespace, name }: PerconaRelease): Promise<Record<string, string>> {
  const { kubernetes } = controlPlane;
  const deploy = join(await GoProgram.moduleFolder(module), 'deploy');
  await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await applyRelease(kubernetes, join(deploy, 'cw-rbac.yaml'), ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding'], namespace);
  await kubernetes.apply(podOf(parse(readFileSync(join(deploy, 'cw-operator.yaml'), 'utf8').split('\n---\n')[0]), namespace));
  return {
    KUBECONFIG: await kubeconfigOf(controlPlane, namespace, name),
    WATCH_NAMESPACE: '',
    OPERATOR_NAMESPACE: namespace,
    HOSTNAME: name,
    DISABLE_TELEMETRY: 'true',
    LOG_STRUCTURED: 'true',
  };
}

/** From its own pod it takes the image of what it copies into others. On no node: a node goes with its scene, and its pods with it. */
function podOf({ metadata: { name }, spec: { template } }: Manifest, namespace: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: template.metadata.labels },
    spec: { ...template.spec, nodeSelector: { 'example.com/node': 'none' } },
  };
}
