import { Manifests } from '../../../src/checklist/manifests';
import { KernelOf, readKernel } from '../../../src/checklist/readers/kernel';
import { Unseen } from '../../../src/checklist/unseen';

const TOLERATION = { key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' };
const PLACED = { nodeSelector: { 'node-type': 'database' }, tolerations: [TOLERATION] };

function tuning(pod: object = {}, key = 'vm.swappiness=1', name = 'tuning') {
  const initContainers = [{ name: 'sysctl', securityContext: { privileged: true }, command: ['sysctl', '-w', key] }];
  return { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name, namespace: 'tuning' }, spec: { template: { spec: { initContainers, ...pod } } } };
}

function read(daemonSets: any[], more: Partial<KernelOf> = {}) {
  return readKernel(new Manifests(daemonSets), { ...PLACED, ...more });
}

test('nothing that tunes is unseen', () => {
  expect(read([])).toEqual(new Unseen(
    'Nothing in the input sets kernel parameters on the nodes; add the DaemonSet that does, or attest who tunes the nodes.'));
});

test('a DaemonSet on the database\'s nodes covers them', () => {
  expect(read([tuning(PLACED)])).toEqual({ by: 'DaemonSet tuning/tuning', attested: false, keys: ['vm.swappiness'], coversNodes: true });
});

test.each([
  ['tolerates everything', { tolerations: [{ operator: 'Exists' }] }, true],
  ['tolerates the key with any value', { tolerations: [{ key: 'dedicated', operator: 'Exists' }] }, true],
  ['tolerates the key with any effect', { tolerations: [{ key: 'dedicated', value: 'database' }] }, true],
  ['tolerates nothing', { nodeSelector: PLACED.nodeSelector }, false],
  ['tolerates another value', { tolerations: [{ ...TOLERATION, value: 'cache' }] }, false],
  ['tolerates another effect', { tolerations: [{ ...TOLERATION, effect: 'NoExecute' }] }, false],
  ['tolerates another key', { tolerations: [{ ...TOLERATION, key: 'gpu' }] }, false],
  ['selects other nodes', { ...PLACED, nodeSelector: { 'node-type': 'cache' } }, false],
  ['selects fewer nodes', { ...PLACED, nodeSelector: { ...PLACED.nodeSelector, zone: 'a' } }, false],
])('a DaemonSet that %s covers the nodes or not', (_, pod, coversNodes) => {
  expect(read([tuning(pod)])).toMatchObject({ coversNodes });
});

test('what a DaemonSet tolerates by itself it need not say', () => {
  const tolerations = [TOLERATION, { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' }];
  expect(read([tuning(PLACED)], { tolerations })).toMatchObject({ coversNodes: true });
});

test('a database that tolerates everything may run where a DaemonSet that does not cannot', () => {
  expect(read([tuning(PLACED)], { tolerations: [{ operator: 'Exists' }] })).toMatchObject({ coversNodes: false });
});

test('several that cover the nodes add up, one that does not adds nothing', () => {
  const other = tuning({ nodeSelector: { 'node-type': 'cache' } }, 'vm.dirty_ratio=10', 'other');
  expect(read([tuning(PLACED), tuning(PLACED, 'vm.max_map_count=262144', 'maps'), other])).toEqual({
    by: 'DaemonSet tuning/tuning, DaemonSet tuning/maps', attested: false, keys: ['vm.swappiness', 'vm.max_map_count'], coversNodes: true,
  });
});

test('an attestation counts where no DaemonSet covers the nodes', () => {
  const attested = { by: 'the machine image', sysctls: { 'vm.swappiness': '1' } };
  const image = { by: 'the machine image', attested: true, keys: ['vm.swappiness'], coversNodes: true };
  expect(read([], { attested })).toEqual(image);
  expect(read([tuning({ nodeSelector: { 'node-type': 'cache' } })], { attested })).toEqual(image);
  expect(read([tuning(PLACED)], { attested })).toMatchObject({ attested: false });
});
