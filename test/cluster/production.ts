import { ApiObject, App, JsonPatch } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ProductionChart } from '../../examples/production/chart';

/**
 * The production example for a test cluster: the chart as it is, and stand-ins for what only a cloud has. Sizes stay.
 *
 *   TEST_OBJECT_STORE   URL of an S3 store with a bucket acme-db-backups
 *   TEST_ADDRESSES      CIDR that API server and object store stand at
 *   TEST_IMAGE          image of PostgreSQL 17 that the nodes can get
 */
const endpoint = variable('TEST_OBJECT_STORE');
const addresses = variable('TEST_ADDRESSES');
const image = variable('TEST_IMAGE');

const app = new App();
const chart = new ProductionChart(app, 'production');

patch(chart.orders.node.findChild('Resource'), JsonPatch.replace('/spec/imageName', image));
patch(chart.orders.node.findChild('ObjectStore'),
  JsonPatch.add('/spec/configuration/endpointURL', endpoint),
  JsonPatch.replace('/spec/instanceSidecarConfiguration/env/0/value', 'us-east-1'));
for (const policy of ['NetworkPolicy', 'NetworkPolicy-rw']) {
  patch(chart.orders.node.findChild(policy), JsonPatch.replace('/spec/egress/2/to/0/ipBlock/cidr', addresses));
}
patch(chart.orders.node.findChild('NetworkPolicy'),
  JsonPatch.replace('/spec/egress/3', { to: [{ ipBlock: { cidr: addresses } }], ports: [{ port: Number(new URL(endpoint).port), protocol: 'TCP' }] }));

// the application: a client that opens a new connection for every row and says what happens
const backend = ApiObject.of(chart.node.findChild('Backend'));
const container = '/spec/template/spec/containers/0';
backend.addJsonPatch(
  JsonPatch.replace('/spec/replicas', 1),
  JsonPatch.replace(`${container}/image`, image),
  JsonPatch.replace(`${container}/imagePullPolicy`, 'IfNotPresent'),
  JsonPatch.remove(`${container}/startupProbe`),
  JsonPatch.add('/spec/template/spec/securityContext/runAsUser', 26),
  JsonPatch.add(`${container}/command`, ['bash', '-c', [
    'until psql -qc "CREATE TABLE IF NOT EXISTS written (at timestamptz PRIMARY KEY DEFAULT clock_timestamp())"; do sleep 1; done',
    'while sleep 1; do psql -qAtc "INSERT INTO written DEFAULT VALUES RETURNING at" || date -u +"%T refused"; done',
  ].join('\n')]),
);

app.synth();

function patch(construct: IConstruct, ...patches: JsonPatch[]): void {
  ApiObject.of(construct).addJsonPatch(...patches);
}

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set, got nothing; see the top of test/cluster/production.ts`);
  return value;
}
