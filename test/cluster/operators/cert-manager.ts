import { Operator } from './operator';
import { Manifest } from '../../../src/checklist/manifests';
import { GoProgram } from '../go-program';

export const certManager: Operator = {
  name: 'cert-manager',
  module: 'github.com/cert-manager/cert-manager@v1.21.1',
  crds: 'deploy/crds',
  webhooks: {
    // the last line whose programs lie in the root module; it knows the API v1, without the fields that came later
    program: new GoProgram('cert-manager', 'github.com/cert-manager/cert-manager/cmd/webhook', [
      '-X github.com/cert-manager/cert-manager/pkg/util.AppVersion=v1.11.5',
    ]),
    start: ({ kubeconfig, port, healthPort, certificate, key }) => ({
      args: [
        `--kubeconfig=${kubeconfig}`, `--secure-port=${port}`, `--healthz-port=${healthPort}`,
        `--tls-cert-file=${certificate}`, `--tls-private-key-file=${key}`,
      ],
    }),
    // deploy/charts/cert-manager/templates/webhook-*.yaml v1.11.5
    configurations: () => [
      configuration('ValidatingWebhookConfiguration', '/validate'),
      configuration('MutatingWebhookConfiguration', '/mutate'),
    ],
  },
};

function configuration(kind: string, path: string): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'cert-manager-webhook' },
    webhooks: [{
      name: 'webhook.cert-manager.io',
      clientConfig: { service: { name: 'cert-manager-webhook', namespace: 'cert-manager', path } },
      rules: [{ apiGroups: ['cert-manager.io', 'acme.cert-manager.io'], apiVersions: ['v1'], resources: ['*/*'], operations: ['CREATE', 'UPDATE'] }],
      admissionReviewVersions: ['v1'],
      matchPolicy: 'Equivalent',
      failurePolicy: 'Fail',
      sideEffects: 'None',
    }],
  };
}
