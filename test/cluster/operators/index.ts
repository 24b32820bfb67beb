import { barmanCloud } from './barman-cloud';
import { certManager } from './cert-manager';
import { cloudNativePg } from './cloudnative-pg';
import { Operator } from './operator';
import { perconaMongoDb } from './percona-server-mongodb';
import { perconaXtraDb } from './percona-xtradb-cluster';
import { prometheusOperator } from './prometheus-operator';
import { trustManager } from './trust-manager';

/** The operators of every kind that the library emits. Another engine is one more. */
export const OPERATORS: readonly Operator[] = [
  cloudNativePg,
  barmanCloud,
  prometheusOperator,
  certManager,
  trustManager,
  {
    // later versions are tagged against Go's rule for versions; external-secrets.io/v1 is the same
    name: 'External Secrets',
    module: 'github.com/external-secrets/external-secrets@v1.3.2',
    crds: 'config/crds/bases',
    withoutWebhooks: 'its module replaces parts of itself by folders that it does not carry',
  },
  { name: 'grafana-operator', module: 'github.com/grafana/grafana-operator/v5@v5.24.0', crds: 'config/crd/bases' },
  { name: 'Grafana Alloy', module: 'github.com/grafana/alloy@v1.10.0', crds: 'operations/helm/charts/alloy/charts/crds/crds' },
  {
    name: 'external-snapshotter',
    module: 'github.com/kubernetes-csi/external-snapshotter/client/v8@v8.6.0',
    crds: 'config/crd',
    // its webhook was taken out in v8: the CRDs carry CEL rules instead
  },
  // it validates in its controllers: velero.test.ts
  { name: 'Velero', module: 'github.com/vmware-tanzu/velero@v1.18.1', crds: 'config/crd/v1/bases' },
  perconaXtraDb,
  perconaMongoDb,
  {
    // MongoDB Kubernetes Operator is tagged against Go's rule for versions; of 1.10.0 spec.clusterDomain and users[].connectionStringSecretAnnotations are not here
    name: 'MongoDB Kubernetes Operator',
    module: 'github.com/mongodb/mongodb-kubernetes-operator@v0.13.0',
    crds: 'config/crd/bases',
    withoutWebhooks: 'it has none for MongoDBCommunity',
  },
];
