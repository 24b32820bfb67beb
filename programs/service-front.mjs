// The Service that clients of a database use while it moves. Its manifest says no target; where it leads is said here, so that applying it again resets
// nothing. It always has a selector: one that no pod has leaves the endpoints to the EndpointSlice with the source's addresses.
import { lookup } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { Refused } from './migration-state.mjs';

export async function toSource(kubernetes, settings) {
  await requireOurs(kubernetes, settings);
  await select(kubernetes, settings, settings.front.toSource);
  await setSlice(kubernetes, settings, await addressesOf(settings));
}

/** The source's addresses go first: there is no moment when both are behind the Service. */
export async function toTarget(kubernetes, settings) {
  await requireOurs(kubernetes, settings);
  await setSlice(kubernetes, settings, []);
  await select(kubernetes, settings, settings.front.toTarget);
}

/** Where the front leads: `source`, `target`, or undefined before it leads anywhere. */
export async function leadsTo(kubernetes, settings) {
  const { selector } = (await service(kubernetes, settings)).spec;
  if (same(selector, settings.front.toTarget)) return 'target';
  const slice = await kubernetes.get(sliceOf(settings));
  return same(selector, settings.front.toSource) && slice?.endpoints?.length > 0 ? 'source' : undefined;
}

/** A machine that took over the source's name is another one than clients write to until they are led there. */
export async function requireAddresses(kubernetes, settings) {
  const { endpoints } = await kubernetes.get(sliceOf(settings));
  const led = endpoints.flatMap(({ addresses }) => addresses);
  const source = await addressesOf(settings);
  if (!led.every((address) => source.includes(address))) {
    throw new Refused(`clients are led to ${led.join(', ')}, and the source is at ${source.join(', ')}: they would go on writing to a machine that nobody stops; set the phase to prepare`);
  }
  if (led.length > 1) throw new Refused(`${settings.source.host} is at several addresses (${led.join(', ')}), and one machine is stopped: give the source the address of that one`);
}

async function addressesOf({ source, front }) {
  if (front.addresses.length > 0) return front.addresses;
  return (await lookup(source.host, { all: true })).map(({ address }) => address);
}

function serviceOf({ namespace, front }) {
  return { api: 'v1', namespace, kind: 'services', name: front.service };
}

function sliceOf({ namespace, front }) {
  return { api: 'discovery.k8s.io/v1', namespace, kind: 'endpointslices', name: front.slice };
}

async function service(kubernetes, settings) {
  const found = await kubernetes.get(serviceOf(settings));
  if (!found) throw new Error(`there is no Service ${settings.front.service}: apply the migration's manifests`);
  return found;
}

/** Before anything of it is changed. */
async function requireOurs(kubernetes, settings) {
  const { spec: { selector } } = await service(kubernetes, settings);
  const { service: name, toSource: nobody, toTarget: target } = settings.front;
  if (!selector || same(selector, nobody) || same(selector, target)) return;
  throw new Refused(`the Service ${name} leads to what no migration led it to: somebody else uses this name; give the front another one`);
}

async function select(kubernetes, settings, selector) {
  const { metadata: { resourceVersion }, spec } = await service(kubernetes, settings);
  // a merge keeps what it is not told to take away
  const gone = Object.fromEntries(Object.keys(spec.selector ?? {}).filter((key) => !(key in selector)).map((key) => [key, null]));
  await kubernetes.patch(serviceOf(settings), { metadata: { resourceVersion }, spec: { selector: { ...gone, ...selector } } });
}

async function setSlice(kubernetes, settings, addresses) {
  const of = sliceOf(settings);
  // a slice has one kind of addresses
  const addressType = addresses.length > 0 && addresses.every(isIPv6) ? 'IPv6' : 'IPv4';
  const reached = addresses.filter((address) => isIPv6(address) === (addressType === 'IPv6'));
  const endpoints = reached.length > 0 ? [{ addresses: reached, conditions: { ready: true } }] : [];
  // by its name a port of the Service finds that of a slice
  const [{ name }] = (await service(kubernetes, settings)).spec.ports;
  const ports = [{ name, port: settings.source.port, protocol: 'TCP' }];
  const found = await kubernetes.get(of);
  if (found) return void await kubernetes.patch(of, { endpoints, ports });
  await kubernetes.create(of, {
    apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType, endpoints, ports,
    metadata: {
      name: of.name, namespace: of.namespace,
      labels: { 'kubernetes.io/service-name': settings.front.service, 'endpointslice.kubernetes.io/managed-by': 'cdk8s-databases' },
    },
  });
}

function same(selector = {}, other) {
  return Object.keys(selector).length === Object.keys(other).length && Object.entries(other).every(([key, value]) => selector[key] === value);
}
