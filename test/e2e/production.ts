import { ApiObject, App, JsonPatch, Size } from 'cdk8s';
import { Capability, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { CLIENT_NAMESPACE, DATABASE_NAMESPACE, variable } from './environment';
import { PROBE_SCRIPT } from './probe-script';
import { ProductionChart } from '../../examples/production/chart';
import { PostgresVersion } from '../../src';
import { Manifest } from '../../src/checklist/manifests';

/** What a scenario sets in a manifest of the database. */
export interface Change {
  /** The manifest's construct, by default the Cluster's. */
  readonly of?: string;
  /** JSON pointer. */
  readonly path: string;
  readonly value: unknown;
}

const TRIED: Change[] = JSON.parse(process.env.TEST_CHANGES ?? '[]');

/**
 * The production example for a test cluster: the chart as it is, sizes and all, and stand-ins for what only a cloud has: the object store, the
 * CIDRs of API server and object store, the images. Three clients more: one through the pooler, one directly, one without a grant.
 * @param run name of the run: each has an archive of its own, because the plugin refuses one that another database began
 */
export function production(run: string, ...changes: Change[]): Manifest[] {
  const app = new App();
  const chart = new ProductionChart(app, 'production', { namespace: DATABASE_NAMESPACE });
  const { orders } = chart;
  const [endpoint, addresses, image] = [variable('TEST_OBJECT_STORE'), variable('TEST_ADDRESSES'), variable('TEST_IMAGE')];

  orders.grantConnect(client(chart, 'pooled'), { pooled: true });
  orders.grantConnect(client(chart, 'direct'));
  client(chart, 'stranger');

  patch(orders.node.findChild('Resource'), JsonPatch.replace('/spec/imageName', image));
  for (const { of = 'Resource', path, value } of [...TRIED, ...changes]) patch(orders.node.findChild(of), JsonPatch.add(path, value));
  patch(orders.node.findChild('ObjectStore'),
    JsonPatch.add('/spec/configuration/endpointURL', endpoint),
    JsonPatch.replace('/spec/configuration/destinationPath', `s3://acme-db-backups/${run}/orders`),
    JsonPatch.replace('/spec/instanceSidecarConfiguration/env/0/value', 'us-east-1'));
  for (const policy of ['NetworkPolicy', 'NetworkPolicy-rw']) {
    patch(orders.node.findChild(policy), JsonPatch.replace('/spec/egress/2/to/0/ipBlock/cidr', addresses));
  }
  patch(orders.node.findChild('NetworkPolicy'),
    JsonPatch.replace('/spec/egress/3', { to: [{ ipBlock: { cidr: addresses } }], ports: [{ port: Number(new URL(endpoint).port), protocol: 'TCP' }] }));
  patchDrill(orders.node.findChild('RestoreDrill'), run, endpoint, addresses, image);
  // nobody has the example's backend: the clients above write
  patch(chart.node.findChild('Backend'), JsonPatch.replace('/spec/replicas', 0));

  return app.charts.flatMap((made) => made.toJson());
}

/** What a drill restores from, into and by whom, likewise. */
function patchDrill(drill: IConstruct, run: string, endpoint: string, addresses: string, image: string): void {
  const rehearsal = drill.node.findChild('Rehearsal');
  patch(rehearsal.node.findChild('ObjectStore'),
    JsonPatch.add('/spec/configuration/endpointURL', endpoint),
    JsonPatch.replace('/spec/configuration/destinationPath', `s3://acme-db-backups/${run}/orders`),
    JsonPatch.replace('/spec/instanceSidecarConfiguration/env/0/value', 'us-east-1'));
  patch(rehearsal.node.findChild('InstancePolicy'),
    JsonPatch.replace('/spec/egress/2/to/0/ipBlock/cidr', addresses),
    JsonPatch.replace('/spec/egress/3', { to: [{ ipBlock: { cidr: addresses } }], ports: [{ port: Number(new URL(endpoint).port), protocol: 'TCP' }] }));
  patch(drill.node.findChild('NetworkPolicy'), JsonPatch.replace('/spec/egress/0/to/0/ipBlock/cidr', addresses));
  const program = drill.node.findChild('Program');
  const settings = ApiObject.of(program).toJson().data['drill.json'];
  patch(program, JsonPatch.replace('/data/drill.json', settings.replaceAll(PostgresVersion.V17.image.reference, image)));
}

/** A Deployment without pods: `Probe` makes them from its template, on the node that it wants. */
function client(scope: Construct, name: string): Deployment {
  const deployment = new Deployment(scope, `Client-${name}`, {
    metadata: { name, namespace: CLIENT_NAMESPACE },
    replicas: 0,
    containers: [{
      name: 'probe',
      image: variable('TEST_IMAGE'),
      command: ['bash', '-c', PROBE_SCRIPT],
      resources: { memory: { limit: Size.mebibytes(256) }, cpu: {} },
      securityContext: { user: 26, capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } },
    }],
  });
  patch(deployment, JsonPatch.replace('/spec/template/spec/containers/0/imagePullPolicy', 'IfNotPresent'));
  return deployment;
}

function patch(construct: IConstruct, ...patches: JsonPatch[]): void {
  ApiObject.of(construct).addJsonPatch(...patches);
}
