// A small app of a user, once for each way to import the package.

const IMPORTS = [
  ['{ App, Chart, Size }', 'cdk8s'],
  ['{ Cpu }', 'cdk8s-plus-28'],
  ['{ Compute, DatabasePlatform, DatabaseStorageClass, PostgresCluster, PostgresVersion, SecretRef, Waiver }', 'cdk8s-databases'],
];

export const COMMON_JS_HEAD = IMPORTS.map(([names, from]) => `const ${names} = require('${from}');\n`).join('');
export const TYPE_SCRIPT_HEAD = IMPORTS.map(([names, from]) => `import ${names} from '${from}';\n`).join('');

export const APP = `
const app = new App();
const chart = new Chart(app, 'preview', { namespace: 'preview' });
new PostgresCluster(chart, 'Orders', {
  platform: new DatabasePlatform(chart, 'Platform', { storageClass: DatabaseStorageClass.existing('standard') }),
  name: 'orders',
  version: PostgresVersion.V17,
  compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(1) }),
  storage: Size.gibibytes(10),
  instances: 1,
  owner: { name: 'app', password: SecretRef.of('orders-app-password', { managedBy: 'the preview pipeline' }) },
  waivers: [
    Waiver.notForProduction('a preview'),
    ...['storage-expandable', 'metrics-and-dashboard', 'alert-rules', 'logs-collected', 'query-insight']
      .map((rule) => Waiver.of({ rule, reason: 'a preview without monitoring' })),
  ],
});
app.synth();
`;

/** A database that lacks nearly everything. */
export const NEGLECTED_DATABASE = `apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: orders
  namespace: shop
spec:
  instances: 1
  storage:
    size: 1Gi
`;

/** An app that takes it over and has no construct of this package. */
export const PLAIN_YAML_APP = `
const { App, Chart, Include } = require('cdk8s');
const app = new App();
new Include(new Chart(app, 'plain'), 'Orders', { url: 'orders.yaml' });
app.synth();
`;
