import { Mutation, Production, spoils } from '../mutation';

const CNPG = 'postgresql.cnpg.io/v1';
const PLUGIN = 'barman-cloud.cloudnative-pg.io';

function cluster(name: string, spec: object): object {
  return { apiVersion: CNPG, kind: 'Cluster', metadata: { name, namespace: 'database' }, spec: { instances: 3, storage: { size: '10Gi' }, ...spec } };
}

function archiver(barmanObjectName: string, serverName: string): object[] {
  return [{ name: PLUGIN, isWALArchiver: true, parameters: { barmanObjectName, serverName } }];
}

function restored(name: string, source: string, parameters: object, more: object = {}): object {
  return cluster(name, { bootstrap: { recovery: { source } }, externalClusters: [{ name: source, plugin: { name: PLUGIN, parameters } }], ...more });
}

function store(name: string): object {
  return {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: { name, namespace: 'database' },
    spec: { configuration: { destinationPath: `s3://acme-db-backups/${name}`, s3Credentials: { inheritFromIAMRole: true } }, retentionPolicy: '30d' },
  };
}

const backend = (of: Production): any => of.the('Deployment', 'backend').spec;
const container = (of: Production): any => backend(of).template.spec.containers[0];

/** Mistakes that one object shows by itself; of databases that are added, the boxes are not counted. */
export const OBJECTS: readonly Mutation[] = [
  spoils('archive-shared', 'a second Cluster archives under the same name', (of) => {
    of.add(cluster('invoices', { plugins: archiver('orders-backups', 'orders-pg17') }));
  }),
  spoils('recovery-server-name', 'a restore without the source\'s serverName', (of) => {
    of.add(restored('orders-restored', 'orders', { barmanObjectName: 'orders-backups' }));
  }),
  spoils('recovery-own-archive', 'a restore that archives to what it restores from', (of) => {
    of.add(store('old-backups'));
    of.add(restored('old', 'origin', { barmanObjectName: 'old-backups', serverName: 'old' }, { plugins: archiver('old-backups', 'old') }));
  }),
  spoils('recovery-window', 'a restore to a moment that is still to come', (of) => {
    of.add(restored('future', 'orders', { barmanObjectName: 'orders-backups', serverName: 'orders-pg17' }, {
      bootstrap: { recovery: { source: 'orders', recoveryTarget: { targetTime: '2099-01-01T00:00:00Z' } } },
    }));
  }),
  spoils('backup-cron-fields', 'five cron fields for a Cluster that is not in the input', (of) => of.add({
    apiVersion: CNPG,
    kind: 'ScheduledBackup',
    metadata: { name: 'invoices', namespace: 'database' },
    spec: { schedule: '0 3 * * *', cluster: { name: 'invoices' }, method: 'plugin', pluginConfiguration: { name: PLUGIN } },
  })),
  spoils('in-tree-barman', 'barmanObjectStore beside the plugin', (of) => {
    of.cluster.backup = { barmanObjectStore: { destinationPath: 's3://acme-db-backups/in-tree', s3Credentials: { inheritFromIAMRole: true } } };
  }),
  spoils('enable-pod-monitor', 'enablePodMonitor: true', (of) => { of.cluster.monitoring.enablePodMonitor = true; }),
  spoils('deprecated-fields', 'nodeMaintenanceWindow', (of) => { of.cluster.nodeMaintenanceWindow = { inProgress: true }; }),
  spoils('image-end-of-life', 'PostgreSQL 13', (of) => { of.cluster.imageName = 'ghcr.io/cloudnative-pg/postgresql:13.23-standard-bookworm'; }),
  spoils('image-floating', 'image :latest', (of) => { of.cluster.imageName = 'ghcr.io/cloudnative-pg/postgresql:latest'; }),
  spoils('image-tag-moves', 'image :17', (of) => { of.cluster.imageName = 'ghcr.io/cloudnative-pg/postgresql:17'; }),
  spoils('api-version-removed', 'external-secrets.io/v1beta1', (of) => { of.the('ExternalSecret').apiVersion = 'external-secrets.io/v1beta1'; }),
  spoils('application-user-admin', 'a superuser for an application after initdb', (of) => {
    of.cluster.bootstrap.initdb.postInitSQL = ['CREATE ROLE report SUPERUSER'];
  }),
  spoils('budget-blocking', 'a budget that never lets a pooler\'s pod go', (of) => { of.the('PodDisruptionBudget').spec.maxUnavailable = 0; }),
  spoils('budget-doubled', 'a second budget over the pooler', (of) => {
    const budget = structuredClone(of.the('PodDisruptionBudget'));
    of.add({ ...budget, metadata: { ...budget.metadata, name: 'again' } });
  }),
  spoils('cpu-limit', 'a CPU limit below one core', (of) => {
    of.cluster.resources.requests.cpu = '500m';
    of.cluster.resources.limits.cpu = '500m';
  }),
  spoils('selector-matches-nothing', 'a policy over app: postgres', (of) => of.add({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'guide', namespace: 'database' },
    spec: { podSelector: { matchLabels: { app: 'postgres' } }, policyTypes: ['Ingress'] },
  })),
  spoils('selector-matches-template', 'a selector that the template does not match', (of) => { backend(of).selector.matchLabels = { app: 'other' }; }),
  spoils('spread-selects-others', 'a spread over pods of others', (of) => {
    of.cluster.topologySpreadConstraints[0].labelSelector = { matchLabels: { app: 'web' } };
  }),
  spoils('tls-off', 'PGSSLMODE=disable', (of) => { container(of).env.find(({ name }: any) => name === 'PGSSLMODE').value = 'disable'; }),
  spoils('unknown-fields', 'a field that the CRD does not have', (of) => { of.cluster.walStorge = { size: '20Gi' }; }),
  spoils('wal-volume', 'no volume for a log of 30 GB', (of) => {
    delete of.cluster.walStorage;
    of.parameters.max_wal_size = '30GB';
  }),
  spoils('secret-in-manifest', 'another Secret with a database\'s password', (of) => of.add({
    apiVersion: 'v1', kind: 'Secret', metadata: { name: 'report-postgres', namespace: 'shop' }, stringData: { POSTGRES_PASSWORD: ['not', 'a', 'secret'].join('-') },
  })),
  spoils('image-withdrawn', 'an exporter of docker.io/bitnami', (of) => { container(of).image = 'docker.io/bitnami/postgres-exporter:0.17.1'; }),
  spoils('password-in-plain-text', 'PGPASSWORD with a value', (of) => { container(of).env.push({ name: 'PGPASSWORD', value: ['not', 'a', 'secret'].join('-') }); }),
  spoils('password-in-sql', 'CREATE USER … PASSWORD after initdb', (of) => {
    of.cluster.bootstrap.initdb.postInitSQL = [`CREATE USER report PASSWORD '${['not', 'a', 'secret'].join('-')}'`];
  }),
];
