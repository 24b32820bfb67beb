// Writes test/schemas/*.json from the operators' published Go modules, through the Go proxy: `node scripts/fetch-schemas.mjs`.
// Needs Go. The files are committed, so the tests need neither Go nor a network.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { resolved, stripped } from './schema-text.mjs';

const OUT = new URL('../test/schemas/', import.meta.url).pathname;
// what does not come from the modules below, and stays
const KEPT = [
  'external-secrets.io_ExternalSecret_v1.json', 'monitoring.grafana.com_PodLogs_v1alpha2.json', 'sarif-2.1.0.json',
  'acid.zalan.do_postgresql_v1.json', 'acid.zalan.do_OperatorConfiguration_v1.json', 'postgres-operator.crunchydata.com_PostgresCluster_v1beta1.json',
];

// One row per module: what it is pinned to, its licence, where its CRDs lie, which kinds the tests need.
const MODULES = [
  {
    module: 'github.com/cloudnative-pg/cloudnative-pg', version: 'v1.30.0', licence: 'Apache-2.0', folder: 'config/crd/bases',
    kinds: ['Cluster', 'ScheduledBackup', 'Backup', 'Pooler', 'Database', 'DatabaseRole', 'ImageCatalog', 'Publication', 'Subscription'],
  },
  {
    module: 'github.com/cloudnative-pg/plugin-barman-cloud', version: 'v0.14.0', licence: 'Apache-2.0', folder: 'config/crd/bases',
    kinds: ['ObjectStore'],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator', version: 'v0.93.0', licence: 'Apache-2.0',
    folder: 'example/prometheus-operator-crd', kinds: ['PodMonitor', 'PrometheusRule', 'ServiceMonitor', 'Prometheus'],
  },
  {
    module: 'github.com/cert-manager/cert-manager', version: 'v1.21.1', licence: 'Apache-2.0', folder: 'deploy/crds',
    kinds: ['Certificate', 'Issuer', 'ClusterIssuer'],
  },
  {
    module: 'github.com/cert-manager/trust-manager', version: 'v0.25.0', licence: 'Apache-2.0', folder: 'deploy/crds',
    kinds: ['Bundle'],
  },
  {
    module: 'github.com/grafana/grafana-operator/v5', version: 'v5.24.0', licence: 'Apache-2.0', folder: 'config/crd/bases',
    kinds: ['GrafanaDashboard'],
  },
  {
    module: 'github.com/kubernetes-csi/external-snapshotter/client/v8', version: 'v8.6.0', licence: 'Apache-2.0', folder: 'config/crd',
    kinds: ['VolumeSnapshot', 'VolumeSnapshotClass', 'VolumeSnapshotContent'],
  },
  {
    module: 'github.com/vmware-tanzu/velero', version: 'v1.18.1', licence: 'Apache-2.0', folder: 'config/crd/v1/bases',
    kinds: ['Schedule', 'Restore', 'Backup', 'BackupStorageLocation'],
  },
  {
    module: 'github.com/percona/percona-xtradb-cluster-operator', version: 'v1.20.0', licence: 'Apache-2.0', folder: 'config/crd/bases',
    kinds: ['PerconaXtraDBCluster', 'PerconaXtraDBClusterBackup', 'PerconaXtraDBClusterRestore'],
  },
  {
    module: 'github.com/percona/percona-server-mongodb-operator', version: 'v1.22.0', licence: 'Apache-2.0', folder: 'config/crd/bases',
    kinds: ['PerconaServerMongoDB', 'PerconaServerMongoDBBackup', 'PerconaServerMongoDBRestore'],
  },
  {
    // its successor, MongoDB Kubernetes Operator 1.10.0, adds spec.clusterDomain and users[].connectionStringSecretAnnotations
    module: 'github.com/mongodb/mongodb-kubernetes-operator', version: 'v0.13.0', licence: 'Apache-2.0', folder: 'config/crd/bases',
    kinds: ['MongoDBCommunity'],
  },
];

// Kubernetes' own kinds, by the file of api/openapi-spec/v3 that has them.
const KUBERNETES = {
  module: 'k8s.io/kubernetes', version: 'v1.36.3', licence: 'Apache-2.0', folder: 'api/openapi-spec/v3',
  files: {
    'api__v1': ['Namespace', 'ConfigMap', 'Secret', 'Service', 'ServiceAccount', 'PersistentVolumeClaim'],
    'apis__admissionregistration.k8s.io__v1': ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
    'apis__apps__v1': ['DaemonSet', 'Deployment'],
    'apis__batch__v1': ['Job', 'CronJob'],
    'apis__coordination.k8s.io__v1': ['Lease'],
    'apis__networking.k8s.io__v1': ['NetworkPolicy'],
    'apis__policy__v1': ['PodDisruptionBudget'],
    'apis__rbac.authorization.k8s.io__v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
    'apis__scheduling.k8s.io__v1': ['PriorityClass'],
    'apis__storage.k8s.io__v1': ['StorageClass'],
  },
};

function moduleFolder({ module, version, folder }) {
  const found = JSON.parse(execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], { encoding: 'utf8', cwd: OUT }));
  return join(found.Dir, folder);
}

function write(name, content) {
  writeFileSync(join(OUT, name), `${JSON.stringify(content)}\n`);
}

function writeKind(kind) {
  write(`${kind.group || 'core'}_${kind.kind}_${kind.version}.json`, kind);
}

function fetchCustomKinds(row) {
  const folder = moduleFolder(row);
  const missing = new Set(row.kinds);
  for (const file of readdirSync(folder).filter(name => name.endsWith('.yaml') && name !== 'kustomization.yaml')) {
    for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'))) {
      const spec = document.toJS()?.spec;
      if (!row.kinds.includes(spec?.names?.kind)) continue;
      missing.delete(spec.names.kind);
      for (const { name, served, deprecated, schema } of spec.versions.filter(version => version.served)) {
        writeKind({
          group: spec.group, kind: spec.names.kind, version: name, scope: spec.scope, served, deprecated: deprecated ?? false,
          native: false, schema: stripped(schema.openAPIV3Schema),
        });
      }
    }
  }
  if (missing.size > 0) throw new Error(`${row.module} ${row.version} must have ${[...missing]} in ${row.folder}; look where its CRDs went`);
}

function fetchKubernetesKinds() {
  const folder = moduleFolder(KUBERNETES);
  for (const [file, kinds] of Object.entries(KUBERNETES.files)) {
    const { paths, components: { schemas } } = JSON.parse(readFileSync(join(folder, `${file}_openapi.json`), 'utf8'));
    for (const kind of kinds) {
      const definition = Object.values(schemas).find(schema => schema['x-kubernetes-group-version-kind']?.some(gvk => gvk.kind === kind));
      const { group, version } = definition['x-kubernetes-group-version-kind'][0];
      const creations = Object.entries(paths).filter(([, path]) => path.post?.['x-kubernetes-group-version-kind']?.kind === kind);
      const scope = creations.some(([path]) => path.includes('/namespaces/{namespace}/')) ? 'Namespaced' : 'Cluster';
      writeKind({ group, kind, version, scope, served: true, deprecated: false, native: true, schema: stripped(resolved(definition, schemas)) });
    }
    if (file === 'api__v1') write('object-meta.json', stripped(resolved(schemas['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'], schemas)));
  }
}

function notice() {
  const rows = [...MODULES, { ...KUBERNETES, kinds: [...Object.values(KUBERNETES.files).flat(), 'ObjectMeta'] }];
  return [
    '# Schemas for the tests',
    '',
    'Written by `scripts/fetch-schemas.mjs` from the modules below, without their descriptions; no part of the npm package.',
    '',
    '| module | version | licence | kinds |',
    '|---|---|---|---|',
    ...rows.map(row => `| ${row.module} | ${row.version} | ${row.licence} | ${row.kinds.join(', ')} |`),
    '| external-secrets.io/v1, written by hand: the fields that this library emits, after the CRD of External Secrets | v2.9.0 | Apache-2.0 | ExternalSecret |',
    '| monitoring.grafana.com/v1alpha2, written by hand: the fields that this library emits, after the CRD of Grafana Alloy | v1.x | Apache-2.0 | PodLogs |',
    '| acid.zalan.do/v1, cut by hand from the CRDs of github.com/zalando/postgres-operator: names and types of fields | v2.0.1 | MIT | postgresql, OperatorConfiguration |',
    '| postgres-operator.crunchydata.com/v1beta1, cut by hand from the CRD of github.com/CrunchyData/postgres-operator: names and types of fields | v6.0.3 | Apache-2.0 | PostgresCluster |',
    '| npm @microsoft/jest-sarif, lib/schemas/sarif-2.1.0-rtm.5.json, Copyright (c) Microsoft Corporation | 1.0.0-beta.0 | MIT | sarif-2.1.0.json |',
    '',
  ].join('\n');
}

mkdirSync(OUT, { recursive: true });
for (const file of readdirSync(OUT)) if (!KEPT.includes(file)) rmSync(join(OUT, file));
MODULES.forEach(fetchCustomKinds);
fetchKubernetesKinds();
writeFileSync(join(OUT, 'NOTICE.md'), notice());
