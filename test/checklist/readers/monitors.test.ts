import { Manifests } from '../../../src/checklist/manifests';
import { readMonitors } from '../../../src/checklist/readers/monitors';

const OWN = { 'cnpg.io/cluster': 'orders' };

function object(apiVersion: string, kind: string, spec: object, metadata: object = {}) {
  return { apiVersion, kind, metadata: { name: 'orders', namespace: 'database', ...metadata }, spec };
}

function read(...objects: any[]) {
  return readMonitors(new Manifests(objects), {
    namespace: 'database',
    podLabels: { ...OWN, 'cnpg.io/podRole': 'instance' },
    portNames: ['metrics'],
    portNumbers: [9187],
    attested: { namespace: 'monitoring', labels: {} },
  }).map(({ name }) => name);
}

describe('PodMonitors', () => {
  const podMonitor = (spec: object, metadata?: object) => object('monitoring.coreos.com/v1', 'PodMonitor', {
    selector: { matchLabels: OWN }, podMetricsEndpoints: [{ port: 'metrics' }], ...spec,
  }, metadata);

  test.each([
    ['by the port\'s name', {}, true],
    ['by its number', { podMetricsEndpoints: [{ portNumber: 9187 }] }, true],
    ['by its number in the old field', { podMetricsEndpoints: [{ targetPort: 9187 }] }, true],
    ['on another port', { podMetricsEndpoints: [{ port: 'postgresql' }] }, false],
    ['on no port', { podMetricsEndpoints: undefined }, false],
    ['of other pods', { selector: { matchLabels: { app: 'postgres' } } }, false],
    ['of another namespace', { namespaceSelector: { matchNames: ['other'] } }, false],
  ])('%s', (_, spec, scrapes) => expect(read(podMonitor(spec))).toEqual(scrapes ? ['PodMonitor orders'] : []));

  test('of another namespace scrape here when they say so', () => {
    const there = { namespace: 'monitoring' };
    expect(read(podMonitor({}, there))).toEqual([]);
    expect(read(podMonitor({ namespaceSelector: { any: true } }, there))).toEqual(['PodMonitor orders']);
    expect(read(podMonitor({ namespaceSelector: { matchNames: ['database'] } }, there))).toEqual(['PodMonitor orders']);
  });

  test('say whether Prometheus selects them', () => {
    const of = { namespace: 'database', podLabels: OWN, portNames: ['metrics'], portNumbers: [] };
    expect(readMonitors(new Manifests([podMonitor({})]), { ...of, attested: { namespace: 'monitoring', labels: { release: 'kps' } } }))
      .toEqual([{ name: 'PodMonitor orders', selected: undefined }]);
  });
});

describe('ServiceMonitors', () => {
  const service = (spec: object = {}) => object('v1', 'Service', {
    selector: OWN, ports: [{ name: 'exporter', port: 80, targetPort: 'metrics' }], ...spec,
  }, { labels: { app: 'orders' } });
  const serviceMonitor = (spec: object = {}) => object('monitoring.coreos.com/v1', 'ServiceMonitor', {
    selector: { matchLabels: { app: 'orders' } }, endpoints: [{ port: 'exporter' }], ...spec,
  });

  test('scrape the pods behind the Services that they select', () => expect(read(service(), serviceMonitor())).toEqual(['ServiceMonitor orders']));

  test.each([
    ['no Service', [serviceMonitor()]],
    ['a Service of other pods', [service({ selector: { app: 'postgres' } }), serviceMonitor()]],
    ['a Service without selector', [service({ selector: {} }), serviceMonitor()]],
    ['a Service that leads to another port', [service({ ports: [{ name: 'exporter', port: 80, targetPort: 5432 }] }), serviceMonitor()]],
    ['a monitor of other Services', [service(), serviceMonitor({ selector: { matchLabels: { app: 'web' } } })]],
    ['a monitor of another port', [service(), serviceMonitor({ endpoints: [{ port: 'web' }] })]],
  ])('with %s nothing is scraped', (_, objects) => expect(read(...objects)).toEqual([]));

  test('may name the pod\'s port', () => {
    expect(read(service(), serviceMonitor({ endpoints: [{ targetPort: 'metrics' }] }))).toEqual(['ServiceMonitor orders']);
  });

  test('are named once, however many Services they scrape', () => {
    const second = { ...service(), metadata: { ...service().metadata, name: 'second' } };
    expect(read(service(), second, serviceMonitor())).toEqual(['ServiceMonitor orders']);
  });
});
