import { ControlPlane } from '../../cluster/control-plane';
import { GoProgram } from '../../cluster/go-program';
import { freePorts } from '../../cluster/processes';
import { progress } from '../../cluster/progress';

/** Namespace of the Secrets that ClusterIssuers name. */
export const CERT_MANAGER_NAMESPACE = 'cert-manager';

// the last line whose programs lie in the root module; it knows the API v1, without the fields that came later
const PROGRAM = new GoProgram('cert-manager', 'github.com/cert-manager/cert-manager/cmd/controller', [
  '-X github.com/cert-manager/cert-manager/pkg/util.AppVersion=v1.11.5',
]);

/** cert-manager's controller, which really issues. Its RBAC is in its chart alone, so it runs as the administrator. */
export async function startCertManager({ kubernetes, kubeconfig, processes }: ControlPlane): Promise<void> {
  const command = await PROGRAM.build();
  const done = progress('starting cert-manager');
  await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: CERT_MANAGER_NAMESPACE } });
  const { metrics } = await freePorts('metrics');
  processes.start({
    name: 'cert-manager',
    command,
    args: [
      `--kubeconfig=${kubeconfig}`, '--leader-elect=false', `--cluster-resource-namespace=${CERT_MANAGER_NAMESPACE}`,
      `--metrics-listen-address=127.0.0.1:${metrics}`,
      // Percona's operators wait 30 s for a certificate, and with 20 requests a second several clusters' take longer
      '--kube-api-qps=500', '--kube-api-burst=500',
    ],
  });
  done();
}
