import { readNodeTuning } from '../../src/checklist/node-tuning-facts';
import { nodeTuningManifests } from '../../src/parts/node-tuning';
import { NodeTuning } from '../../src/values/node-tuning';

const POOL = {
  nodeSelector: { 'node-type': 'database' },
  tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }],
};

function daemonSet(container: object, kind = 'DaemonSet') {
  return { kind, spec: { template: { spec: { containers: [{ securityContext: { privileged: true }, ...container }] } } } };
}

function script(text: string) {
  return daemonSet({ command: ['sh', '-c', text] });
}

test('the DaemonSet that is written is read back', () => {
  for (const sysctls of [{}, { 'vm.dirty_ratio': '15' }, { 'kernel.printk': '4 4 1 7', 'fs.file-max': '2097152' }] as Array<Record<string, string>>) {
    const tuning = NodeTuning.daemonSet({ sysctls });
    expect(readNodeTuning(nodeTuningManifests(tuning, POOL)[2])).toEqual({ sysctls: tuning.sysctls, ...POOL });
  }
});

describe('a DaemonSet that somebody else wrote', () => {
  test.each<[string, object, Record<string, string>]>([
    ['one command', script('sysctl -w vm.max_map_count=262144'), { 'vm.max_map_count': '262144' }],
    ['a command as a list', daemonSet({ command: ['/sbin/sysctl'], args: ['-w', 'vm.max_map_count=262144', 'kernel.printk=4 4 1 7'] }),
      { 'vm.max_map_count': '262144', 'kernel.printk': '4 4 1 7' }],
    ['several in one command', script('sysctl -qw vm.swappiness=1 vm.dirty_ratio=10 > /dev/null'), { 'vm.swappiness': '1', 'vm.dirty_ratio': '10' }],
    ['several commands', script('set -e\n  sysctl -w vm.swappiness=1 && sysctl -w "vm.dirty_ratio=10"; sleep infinity'),
      { 'vm.swappiness': '1', 'vm.dirty_ratio': '10' }],
    ['a program in front', script('if true; then sudo /usr/sbin/sysctl -w vm.swappiness=1; fi'), { 'vm.swappiness': '1' }],
    ['slashes in the key', script('sysctl -w vm/swappiness=1'), { 'vm.swappiness': '1' }],
    ['the last value of a key', script('sysctl -w vm.swappiness=1\nsysctl -w vm.swappiness=10'), { 'vm.swappiness': '10' }],
  ])('is read with %s', (_, manifest, sysctls) => {
    expect(readNodeTuning(manifest)).toEqual({ sysctls, nodeSelector: {}, tolerations: [] });
  });

  test.each<[string, any]>([
    ['another kind', daemonSet({ command: ['sh', '-c', 'sysctl -w vm.swappiness=1'] }, 'Deployment')],
    ['no privilege', daemonSet({ command: ['sh', '-c', 'sysctl -w vm.swappiness=1'], securityContext: {} })],
    ['nothing to do with the kernel', script('sleep infinity')],
    ['reading only', script('sysctl -n vm.swappiness')],
    ['a comment', script('# sysctl -w vm.swappiness=1')],
    ['words about it', script('echo sysctl -w vm.swappiness=1')],
    ['a value that only a shell knows', script('sysctl -w vm.swappiness=$SWAPPINESS')],
    ['no pod', { kind: 'DaemonSet' }],
    ['nothing at all', undefined],
  ])('is not taken for tuning with %s', (_, manifest) => {
    expect(readNodeTuning(manifest)).toBeUndefined();
  });
});
