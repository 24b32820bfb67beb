import { Manifests } from '../../../src/checklist/manifests';
import { LogsOf, readLogs } from '../../../src/checklist/readers/logs';
import { Unseen } from '../../../src/checklist/unseen';

const POD = { 'cnpg.io/cluster': 'orders' };
const TOLERATION = { key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' };
const UNSEEN = new Unseen('Nothing in the input collects the logs of the database\'s pods in namespace database; '
  + 'add the PodLogs, Flow or DaemonSet that does, or attest who collects them.');

function object(apiVersion: string, kind: string, spec: unknown, namespace: string | undefined = 'logging') {
  return { apiVersion, kind, metadata: { name: 'collector', namespace }, spec };
}

function read(objects: any[], more: Partial<LogsOf> = {}) {
  return readLogs(new Manifests(objects), { namespace: 'database', podLabels: POD, nodeSelector: {}, tolerations: [TOLERATION], ...more });
}

const seen = (kind: string, namespace = 'logging') => ({ what: `${kind} ${namespace}/collector`, attested: false });

test('no collector is unseen, and an attested one is not', () => {
  expect(read([])).toEqual(UNSEEN);
  expect(read([], { attested: 'Fluent Bit on every node' })).toEqual({ what: 'Fluent Bit on every node', attested: true });
});

describe('PodLogs', () => {
  const podLogs = (spec: unknown) => object('monitoring.grafana.com/v1alpha2', 'PodLogs', spec);
  const here = { matchLabels: { 'kubernetes.io/metadata.name': 'database' } };

  test.each([
    ['of everything', {}, true],
    ['of the namespace', { namespaceSelector: here, selector: {} }, true],
    ['of the pods', { selector: { matchLabels: POD } }, true],
    ['of another namespace', { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } }, false],
    ['of other pods', { namespaceSelector: here, selector: { matchLabels: { app: 'web' } } }, false],
  ])('%s', (_, spec, collects) => expect(read([podLogs(spec)])).toEqual(collects ? seen('PodLogs') : UNSEEN));
});

describe('flows of the Logging operator', () => {
  const GROUP = 'logging.banzaicloud.io/v1beta1';

  test('a Flow is for its own namespace', () => {
    expect(read([object(GROUP, 'Flow', {}, 'database')])).toEqual(seen('Flow', 'database'));
    expect(read([object(GROUP, 'Flow', {}, 'other')])).toEqual(UNSEEN);
  });

  test.each([
    ['without statements', undefined, true],
    ['that selects the namespace', [{ select: { namespaces: ['database'] } }], true],
    ['that selects the pods', [{ select: { labels: POD } }], true],
    ['that selects others', [{ select: { namespaces: ['other'] } }], false],
    ['that excludes the namespace first', [{ exclude: { namespaces: ['database'] } }, { select: {} }], false],
    ['that excludes it too late', [{ select: {} }, { exclude: { namespaces: ['database'] } }], true],
    ['that excludes others only', [{ exclude: { namespaces: ['other'] } }], false],
  ])('a ClusterFlow %s', (_, match, collects) => {
    expect(read([object(GROUP, 'ClusterFlow', { match })])).toEqual(collects ? seen('ClusterFlow') : UNSEEN);
  });
});

describe('collectors on the nodes', () => {
  const daemonSet = (path: string, pod: object = { tolerations: [{ operator: 'Exists' }] }, mount = 'logs') => object('apps/v1', 'DaemonSet', {
    template: { spec: { volumes: [{ name: 'logs', hostPath: { path } }], containers: [{ name: 'c', volumeMounts: [{ name: mount }] }], ...pod } },
  });

  test.each(['/var/log', '/var/log/', '/var/log/pods', '/var/log/containers'])('read %s', (path) => {
    expect(read([daemonSet(path)])).toEqual(seen('DaemonSet'));
  });

  test('do not read other paths, or what no container mounts', () => {
    expect(read([daemonSet('/var/log/audit')])).toEqual(UNSEEN);
    expect(read([daemonSet('/var/log', undefined, 'other')])).toEqual(UNSEEN);
  });

  test('collect nothing of nodes whose taint they do not tolerate, or that they do not select', () => {
    expect(read([daemonSet('/var/log', {})])).toEqual(UNSEEN);
    expect(read([daemonSet('/var/log', { tolerations: [TOLERATION], nodeSelector: { pool: 'web' } })])).toEqual(UNSEEN);
    expect(read([daemonSet('/var/log', {})], { tolerations: [] })).toEqual(seen('DaemonSet'));
  });
});
