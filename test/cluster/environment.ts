import { HttpMethod } from '@kubernetes/client-node';
import { ControlPlane, ControlPlaneOptions } from './control-plane';
import { GoProgram } from './go-program';
import { Kubernetes } from './kubernetes';
import { KUBERNETES_MINORS } from './kubernetes-version';
import { say } from './progress';

/**
 * What decides which cluster the suites talk to:
 *
 *   TEST_CLUSTER=external   the one that KUBECONFIG names, with CRDs and webhooks as they are there
 *   TEST_KUBERNETES         minor of the one that is started otherwise: the newest in programs/ by default
 *   TEST_CRDS               folder with CRDs for kinds whose Go module is not to be had
 */
export const WITHOUT_CLUSTER = 'TEST_WITHOUT_CLUSTER';

declare global {
  var controlPlane: ControlPlane | undefined;
}

/** Starts a control plane for the suite, unless there is a cluster; undefined when there is none to start. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane | undefined> {
  if (process.env.TEST_CLUSTER === 'external') {
    if (!process.env.KUBECONFIG) throw new Error('KUBECONFIG must name a cluster with TEST_CLUSTER=external, got nothing; export the path of its kubeconfig');
    const { body: { gitVersion } } = await Kubernetes.fromEnvironment().send(HttpMethod.GET, '/version').catch((error) => {
      throw new Error(`KUBECONFIG must name a cluster that answers, got ${process.env.KUBECONFIG}: ${error.message}`);
    });
    say(`against the cluster of ${process.env.KUBECONFIG}, Kubernetes ${gitVersion}`);
    return undefined;
  }
  if (process.env.TEST_CLUSTER) throw new Error(`TEST_CLUSTER must be external or not set, got ${process.env.TEST_CLUSTER}; unset it to start an API server`);
  if (!GoProgram.go()) {
    const line = 'no Go on the PATH: install Go 1.26.4 or later from go.dev, or set TEST_CLUSTER=external and KUBECONFIG';
    if (process.env.CI === 'true') throw new Error(line);
    say(`SKIPPED, ALL OF IT: ${line}`);
    process.env[WITHOUT_CLUSTER] = line;
    return undefined;
  }
  globalThis.controlPlane = await ControlPlane.start(minor(), options);
  process.env.KUBECONFIG = globalThis.controlPlane.kubeconfig;
  return globalThis.controlPlane;
}

function minor(): string {
  const asked = process.env.TEST_KUBERNETES ?? KUBERNETES_MINORS[0];
  if (!KUBERNETES_MINORS.includes(asked)) {
    throw new Error(`TEST_KUBERNETES must be one of ${KUBERNETES_MINORS.join(', ')}, got ${asked}; see test/cluster/programs`);
  }
  return asked;
}
