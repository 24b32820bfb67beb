import { Operator } from './operator';
import { GoProgram } from '../go-program';

export const trustManager: Operator = {
  name: 'trust-manager',
  module: 'github.com/cert-manager/trust-manager@v0.25.0',
  crds: 'deploy/crds',
  webhooks: {
    program: new GoProgram('trust-manager', 'github.com/cert-manager/trust-manager/cmd/trust-manager'),
    start: ({ kubeconfig, port, healthPort, certificateFolder }) => ({
      args: [
        `--kubeconfig=${kubeconfig}`, '--webhook-host=127.0.0.1', `--webhook-port=${port}`, `--webhook-certificate-dir=${certificateFolder}`,
        `--readiness-probe-port=${healthPort}`, '--metrics-port=0', '--leader-elect=false', '--trust-namespace=default', '--target-namespaces=no-namespace',
      ],
    }),
    // deploy/charts/trust-manager/templates/webhook.yaml v0.25.0
    configurations: () => [{
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'trust-manager' },
      webhooks: [{
        name: 'trust.cert-manager.io',
        clientConfig: { service: { name: 'trust-manager', namespace: 'cert-manager', path: '/validate-trust-cert-manager-io-v1alpha1-bundle' } },
        rules: [{ apiGroups: ['trust.cert-manager.io'], apiVersions: ['v1alpha1'], resources: ['bundles'], operations: ['CREATE', 'UPDATE'] }],
        admissionReviewVersions: ['v1'],
        failurePolicy: 'Fail',
        sideEffects: 'None',
      }],
    }],
  },
};
