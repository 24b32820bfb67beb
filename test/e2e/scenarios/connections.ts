import { Kubernetes } from '../../cluster/kubernetes';
import { ordersOf } from '../bring-up';
import { openDoors, psql, sslMode } from '../connections';
import { CLIENT_NAMESPACE } from '../environment';
import { databaseNodes } from '../operators';
import { Probe } from '../probe';

/** Who gets in, and how. */
export function connections(kubernetes: Kubernetes): void {
  const orders = ordersOf(kubernetes);
  const [granted, direct, stranger] = ['pooled', 'direct', 'stranger'];
  let probes: Record<string, Probe>;

  beforeAll(async () => {
    const [node] = await databaseNodes(kubernetes);
    const probe = (name: string) => new Probe(kubernetes, orders, { namespace: CLIENT_NAMESPACE, name }, node);
    probes = { [granted]: probe(granted), [direct]: probe(direct), [stranger]: probe(stranger) };
    await Promise.all([probes[granted].start(), probes[direct].start(), probes[stranger].run()]);
  });
  afterAll(async () => { await Promise.all(Object.values(probes).map(async (probe) => probe.remove())); });

  it('three instances run on three nodes', async () => {
    const nodes = (await orders.pods()).map((pod) => pod.spec.nodeName);
    expect(new Set(nodes).size).toBe(3);
  });

  it.each([granted, direct])('a granted client writes with verify-full: %s', async (name) => {
    expect(await sslMode(kubernetes, probes[name])).toBe('verify-full');
    const { acknowledged, lost } = await probes[name].count();
    expect(acknowledged).toBeGreaterThan(0);
    expect(lost).toBe(0);
  });

  it('network policies let a client through to what it was granted, and a stranger nowhere', async () => {
    expect(await openDoors(kubernetes, probes[granted])).toEqual(['orders-pooler-rw']);
    expect(await openDoors(kubernetes, probes[direct])).toEqual(['orders-rw', 'orders-r', 'orders-ro']);
    expect(await openDoors(kubernetes, probes[stranger])).toEqual([]);
  });

  it.each([granted, direct])('a wrong password and a connection without TLS are refused: %s', async (name) => {
    await expect(psql(kubernetes, probes[name], 'password=wrong')).rejects.toThrow(/password authentication failed|SASL authentication failed/);
    await expect(psql(kubernetes, probes[name], 'sslmode=disable')).rejects.toThrow(/SSL required|no encryption/);
    expect(await psql(kubernetes, probes[name], '')).toBe('1');
  });
}
