import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Operator } from './operator';
import { outsideOfPods } from './percona';
import { GoProgram } from '../go-program';

const MODULE = 'github.com/percona/percona-xtradb-cluster-operator';
const VERSION = '1.20.0';

/** Its namespace, as its release's RBAC has it. */
export const PXC_NAMESPACE = 'pxc-operator';

export const perconaXtraDbProgram = new GoProgram('percona-xtradb-cluster', `${MODULE}/cmd/manager`, [], {
  module: `${MODULE}@v${VERSION}`,
  changes: [
    outsideOfPods('pkg/k8s/utils.go'),
    outsideOfPods('pkg/k8s/operator_pod.go'),
    {
      file: 'cmd/manager/main.go',
      from: 'Port: 9443,',
      to: 'Host: "127.0.0.1", CertDir: os.Getenv("WEBHOOK_CERTIFICATES"), Port: func() int { port, _ := strconv.Atoi(os.Getenv("WEBHOOK_PORT")); return port }(),',
    },
    { file: 'pkg/webhook/hook.go', from: 'const certPath = "/tmp/k8s-webhook-server/serving-certs/"', to: 'var certPath = os.Getenv("WEBHOOK_CERTIFICATES") + "/"' },
  ],
});

export const perconaXtraDb: Operator = {
  name: 'Percona XtraDB Cluster operator',
  module: `${MODULE}@v${VERSION}`,
  crds: 'config/crd/bases',
  webhooks: {
    program: perconaXtraDbProgram,
    // it would make certificates of its own otherwise
    needs: ({ certificate, key }) => [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: PXC_NAMESPACE } },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'pxc-webhook-ssl', namespace: PXC_NAMESPACE },
        stringData: { 'ca.crt': readFileSync(certificate, 'utf8'), 'tls.crt': readFileSync(certificate, 'utf8'), 'tls.key': readFileSync(key, 'utf8') },
      },
    ],
    start: ({ kubeconfig, port, healthPort, certificateFolder }) => ({
      args: ['--metrics-bind-address=0', `--health-probe-bind-address=127.0.0.1:${healthPort}`],
      // it answers for every namespace, and reconciles in one that is not there
      env: {
        KUBECONFIG: kubeconfig,
        WATCH_NAMESPACE: 'no-namespace',
        OPERATOR_NAMESPACE: PXC_NAMESPACE,
        WEBHOOK_PORT: `${port}`,
        // it writes the Secret's there
        WEBHOOK_CERTIFICATES: join(certificateFolder, 'percona-xtradb-cluster'),
        PXCO_LEADER_ELECTION_ENABLED: 'false',
        DISABLE_TELEMETRY: 'true',
        LOG_STRUCTURED: 'true',
      },
    }),
    // pkg/webhook/hook.go v1.20.0; it registers it itself where it finds its Deployment
    configurations: () => [{
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'percona-xtradbcluster-webhook' },
      webhooks: [{
        name: 'validationwebhook.pxc.percona.com',
        clientConfig: { service: { name: 'percona-xtradb-cluster-operator', namespace: PXC_NAMESPACE, path: '/validate-percona-xtradbcluster' } },
        rules: [{ apiGroups: ['pxc.percona.com'], apiVersions: ['*'], resources: ['perconaxtradbclusters/*'], operations: ['CREATE', 'UPDATE'] }],
        admissionReviewVersions: ['v1'],
        failurePolicy: 'Fail',
        sideEffects: 'None',
      }],
    }],
  },
};
