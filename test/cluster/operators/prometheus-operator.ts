import { Operator } from './operator';
import { Manifest } from '../../../src/checklist/manifests';
import { GoProgram } from '../go-program';

const MODULE = 'github.com/prometheus-operator/prometheus-operator';

export const prometheusOperator: Operator = {
  name: 'Prometheus Operator',
  module: `${MODULE}@v0.93.0`,
  crds: 'example/prometheus-operator-crd',
  webhooks: {
    program: new GoProgram('prometheus-operator', `${MODULE}/cmd/admission-webhook`),
    start: ({ port, certificate, key }) => ({
      args: [`--web.listen-address=127.0.0.1:${port}`, `--web.cert-file=${certificate}`, `--web.key-file=${key}`],
    }),
    // Documentation/platform/webhook.md v0.93.0
    configurations: () => [
      configuration('ValidatingWebhookConfiguration', 'validate'),
      configuration('MutatingWebhookConfiguration', 'mutate'),
    ],
  },
};

function configuration(kind: string, verb: string): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'prometheus-operator' },
    webhooks: [{
      name: `prometheusrules.${verb}.monitoring.coreos.com`,
      clientConfig: { service: { name: 'prometheus-operator-admission-webhook', namespace: 'monitoring', path: `/admission-prometheusrules/${verb}` } },
      rules: [{ apiGroups: ['monitoring.coreos.com'], apiVersions: ['*'], resources: ['prometheusrules'], operations: ['CREATE', 'UPDATE'] }],
      admissionReviewVersions: ['v1'],
      failurePolicy: 'Fail',
      sideEffects: 'None',
    }],
  };
}
