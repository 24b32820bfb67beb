import { startBarmanCloud } from './reconcilers/barman-cloud';
import { startCertManager } from './reconcilers/cert-manager';
import { reconcilingCloudNativePg } from './reconcilers/cloudnative-pg';
import { startPerconaMongoDb } from './reconcilers/percona-server-mongodb';
import { reconcilingPerconaXtraDb } from './reconcilers/percona-xtradb-cluster';
import { Kubelet } from './stand-ins/kubelet';
import { startLoadBalancers } from './stand-ins/load-balancers';
import { SecretStore } from './stand-ins/secret-store';
import { ControlPlane } from '../cluster/control-plane';
import { startControlPlane, WITHOUT_CLUSTER } from '../cluster/environment';
import { install, serve } from '../cluster/installation';
import { OPERATORS } from '../cluster/operators';
import { cloudNativePg } from '../cluster/operators/cloudnative-pg';
import { perconaXtraDb } from '../cluster/operators/percona-xtradb-cluster';
import { say } from '../cluster/progress';

const CONTROLLERS = [
  '*',
  // nodes are objects here, and nothing renews their leases
  '-node-lifecycle-controller', '-taint-eviction-controller',
  // the instances' addresses are loopback addresses, which no EndpointSlice takes
  '-endpoints-controller', '-endpointslice-controller', '-endpointslice-mirroring-controller',
];

declare global {
  var standIns: Array<{ stop(): Promise<void> }>;
}

export default async function setUp(): Promise<void> {
  globalThis.standIns = [];
  const controlPlane = await startControlPlane({ controllers: CONTROLLERS });
  if (!controlPlane) {
    // the folder of a run that is still up serves, too
    if (process.env[WITHOUT_CLUSTER] || process.env.TEST_FOLDER) return;
    throw new Error('TEST_CLUSTER must not be set, got external; the operators of this suite run beside an API server of their own');
  }
  process.env.TEST_FOLDER = controlPlane.processes.folder;
  try {
    await start(controlPlane);
  } catch (error) {
    await controlPlane.stop();
    throw error;
  }
}

async function start(controlPlane: ControlPlane): Promise<void> {
  const later = [cloudNativePg, perconaXtraDb];
  await install(OPERATORS.map((operator) => (
    later.includes(operator) ? { ...operator, webhooks: undefined, withoutWebhooks: 'they come with its controllers' } : operator)), controlPlane);
  await controlPlane.startControllers();
  // CloudNativePG looks for its plugins when it starts
  const plugins = await startBarmanCloud(controlPlane);
  await serve(await reconcilingCloudNativePg(controlPlane, plugins), controlPlane);
  await startCertManager(controlPlane);
  await serve(await reconcilingPerconaXtraDb(controlPlane), controlPlane);
  await startPerconaMongoDb(controlPlane);

  const { kubernetes } = controlPlane;
  say('stand-ins: a store for what ExternalSecrets name, a cloud that gives load balancers addresses, and a scheduler, kubelet and instance manager that say of pods that they run');
  globalThis.standIns = [await SecretStore.start(kubernetes), await Kubelet.start(kubernetes), startLoadBalancers(kubernetes)];
}
