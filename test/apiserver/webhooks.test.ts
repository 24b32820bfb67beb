import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';

const metadata = { name: 'bad', namespace: 'default' };

/** What the CRDs take and only a webhook refuses. */
const BAD: Array<[string, Manifest, RegExp]> = [
  ['CloudNativePG', {
    apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata, spec: { instances: 3, storage: { size: 'large' } },
  }, /vcluster\.cnpg\.io.*storage\.size/],
  ['cert-manager', {
    apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata, spec: { secretName: 'bad', issuerRef: { name: 'ca' } },
  }, /webhook\.cert-manager\.io.*at least one of/],
  ['Prometheus Operator', {
    apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata, spec: { groups: [{ name: 'bad', rules: [{ alert: 'Bad', expr: 'sum(' }] }] },
  }, /prometheusrules\.validate\.monitoring\.coreos\.com/],
  ['trust-manager', {
    apiVersion: 'trust.cert-manager.io/v1alpha1', kind: 'Bundle', metadata: { name: 'bad' }, spec: { sources: [{ configMap: { name: 'ca' } }], target: { configMap: { key: 'ca.crt' } } },
  }, /trust\.cert-manager\.io.*configMap key/],
];

onCluster('the webhook of', () => {
  test.each(BAD)('%s answers, and refuses', async (_, manifest, refusal) => {
    await expect(Kubernetes.fromEnvironment().apply(manifest, { dryRun: true })).rejects.toThrow(refusal);
  });
});
