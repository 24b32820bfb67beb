import { casesOf, RuleCase } from './rule-case';
import { KernelFacts } from '../../../src/checklist/facts';
import { Unseen } from '../../../src/checklist/unseen';
import { GOOD } from '../../support/good-facts';

const POSTGRES = GOOD.containers[0];
const KERNEL = GOOD.kernel as KernelFacts;
const { placement } = GOOD;

export const PERFORMANCE_CASES: RuleCase[] = [
  ...casesOf('resources-set',
    ['all are set', {}, 'pass', '"postgres": CPU 2, memory 8Gi, at most 8Gi'],
    ['a sidecar has none', { containers: [POSTGRES, { name: 'sidecar' }] }, 'fail', 'container "sidecar" has no CPU request, memory request and memory limit'],
    ['the memory limit is missing', { containers: [{ ...POSTGRES, memoryLimit: undefined }] }, 'fail', 'container "postgres" has no memory limit'],
    ['the memory limit is below the request', { containers: [{ ...POSTGRES, memoryLimit: '8000M' }] }, 'fail',
      'container "postgres" has a memory limit of 8000M, below its request of 8Gi'],
    ['no container is known', { containers: [] }, 'fail', 'no container of it sets resources'],
  ),
  ...casesOf('parameters-tuned',
    ['they fit', {}, 'pass', 'parameters are set and fit memory, volumes and connections'],
    ['they are not in the input', { parameters: new Unseen('ConfigMap shop/orders is not in the input; add it.') }, 'unknown',
      'ConfigMap shop/orders is not in the input; add it.'],
    ['some are missing', { parameters: { missing: ['shared_buffers', 'work_mem'], contradictions: [] } }, 'fail',
      'left to the engine\'s defaults: shared_buffers and work_mem'],
    ['some contradict the memory', { parameters: { missing: [], contradictions: ['shared_buffers 16GB is above the memory of 8Gi'] } }, 'fail',
      'shared_buffers 16GB is above the memory of 8Gi'],
  ),
  ...casesOf('kernel-tuned',
    ['every node is tuned', {}, 'pass', 'DaemonSet tuning/node-tuning sets vm.swappiness and vm.dirty_ratio'],
    ['somebody vouches for it', { kernel: { ...KERNEL, by: 'the machine image', attested: true } }, 'pass',
      'the machine image sets vm.swappiness and vm.dirty_ratio', true],
    ['some nodes are not covered', { kernel: { ...KERNEL, coversNodes: false } }, 'fail', 'DaemonSet tuning/node-tuning does not run on every node of it'],
    ['swappiness is not set', { kernel: { ...KERNEL, keys: ['vm.dirty_ratio'] } }, 'fail', 'DaemonSet tuning/node-tuning does not set vm.swappiness'],
    ['nothing in the input tunes', { kernel: new Unseen('Nothing in the input tunes the nodes; add it.') }, 'unknown',
      'Nothing in the input tunes the nodes; add it.'],
  ),
  ...casesOf('dedicated-nodes',
    ['it selects and tolerates', {}, 'pass', 'runs on nodes with node-type=database; tolerates dedicated=database:NoSchedule'],
    ['it selects no nodes', { placement: { ...placement, nodeSelector: {} } }, 'fail', 'no nodeSelector keeps it on nodes of its own'],
    ['it selects what every node has', { placement: { ...placement, nodeSelector: { 'kubernetes.io/os': 'linux' } } }, 'fail',
      'no nodeSelector keeps it on nodes of its own'],
    ['it tolerates nothing', { placement: { ...placement, tolerations: [] } }, 'fail', 'it tolerates no taint that keeps other workloads away'],
    ['it tolerates only nodes that are not ready', { placement: { ...placement, tolerations: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }] } },
      'fail', 'it tolerates no taint that keeps other workloads away'],
    ['it tolerates everything', { placement: { ...placement, tolerations: [{ operator: 'Exists' }] } }, 'fail',
      'it tolerates no taint that keeps other workloads away'],
  ),
];
