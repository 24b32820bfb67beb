import { NodeTuning } from '../../src/values/node-tuning';

const DEFAULTS = {
  'vm.swappiness': '1',
  'vm.max_map_count': '1048576',
  'vm.dirty_background_bytes': '314572800',
  'vm.dirty_bytes': '629145600',
};

function tuned(sysctls: { [key: string]: string }) {
  return NodeTuning.daemonSet({ sysctls }).sysctls;
}

describe('a DaemonSet', () => {
  test('has the production settings and a namespace of its own', () => {
    const tuning = NodeTuning.daemonSet();
    expect(tuning.created).toBe(true);
    expect(tuning.sysctls).toEqual(DEFAULTS);
    expect(tuning._daemonSet).toEqual({ image: 'docker.io/library/busybox:1.37.0', namespace: 'database-node-tuning' });
    expect(tuning._attestation()).toBeUndefined();
  });

  test('has what is asked for on top of the defaults', () => {
    expect(tuned({ 'vm.swappiness': '10', 'fs.file-max': '2097152' })).toEqual({ ...DEFAULTS, 'vm.swappiness': '10', 'fs.file-max': '2097152' });
    expect(tuned({ 'vm.dirty_bytes': '1073741824' })).toEqual({ ...DEFAULTS, 'vm.dirty_bytes': '1073741824' });
  });

  test('never mixes ratios with the default amounts of bytes', () => {
    const { 'vm.swappiness': swappiness, 'vm.max_map_count': maps } = DEFAULTS;
    const ratios = { 'vm.swappiness': swappiness, 'vm.max_map_count': maps, 'vm.dirty_background_ratio': '5', 'vm.dirty_ratio': '10' };
    expect(tuned({ 'vm.dirty_ratio': '15' })).toEqual({ ...ratios, 'vm.dirty_ratio': '15' });
    expect(tuned({ 'vm.dirty_background_ratio': '3' })).toEqual({ ...ratios, 'vm.dirty_background_ratio': '3' });
    expect(tuned({ 'vm.dirty_background_bytes': '67108864', 'vm.dirty_ratio': '10' }))
      .toEqual({ 'vm.swappiness': swappiness, 'vm.max_map_count': maps, 'vm.dirty_background_bytes': '67108864', 'vm.dirty_ratio': '10' });
  });
});

describe('nodes that somebody else tunes', () => {
  test('have only what is said of them', () => {
    const tuning = NodeTuning.attested({ by: 'machine image db-node', sysctls: { 'vm.swappiness': '1' } });
    expect(tuning.created).toBe(false);
    expect(tuning._daemonSet).toBeUndefined();
    expect(tuning._attestation()).toEqual({ by: 'machine image db-node', sysctls: { 'vm.swappiness': '1' } });
  });
});

describe('a wrong setting is refused at once', () => {
  const one = (key: string, value: string) => () => tuned({ [key]: value });
  const perPod = (key: string) => 'sysctls must be settings of the whole node; each pod has this one of its own, and a DaemonSet would change only '
    + `its own pods, got "${key}"; set it in the securityContext.sysctls of the pods that need it`;
  const malformed = (key: string) => `sysctls must have keys as sysctl names them, got ${JSON.stringify(key)}; `
    + 'write lower-case words joined by ".", for example "vm.swappiness"';
  const badValue = (got: string) => 'sysctls["fs.file-max"] must be words of letters, digits, "_", ".", ":", "/" and "-" with one space between, '
    + `got ${got}; write it as sysctl prints it`;

  test.each<[string, () => unknown, string]>([
    ['overcommit, which the kubelet owns', one('vm.overcommit_memory', '2'),
      'sysctls must leave vm.overcommit_memory to the kubelet, which sets it to 1 at each start, or with protectKernelDefaults does not start, '
      + 'got "vm.overcommit_memory"; leave it out'],
    ['a panic setting, which the kubelet owns', one('kernel.panic', '5'),
      'sysctls must leave kernel.panic to the kubelet, which sets it to 10 at each start, or with protectKernelDefaults does not start, '
      + 'got "kernel.panic"; leave it out'],
    ['a setting that overcommit mode 1 ignores', one('vm.overcommit_ratio', '80'),
      'sysctls must leave vm.overcommit_ratio out: it has no effect while vm.overcommit_memory is 1, as the kubelet sets it, '
      + 'got "vm.overcommit_ratio"; leave it out'],
    ['a network setting', one('net.core.somaxconn', '65535'), perPod('net.core.somaxconn')],
    ['shared memory', one('kernel.shmmax', '1'), perPod('kernel.shmmax')],
    ['semaphores', one('kernel.sem', '250 32000 32 128'), perPod('kernel.sem')],
    ['an empty key', one('', '1'), malformed('')],
    ['a key of one word', one('swappiness', '1'), malformed('swappiness')],
    ['a key with a slash', one('vm/swappiness', '1'), malformed('vm/swappiness')],
    ['a key that a shell would run', one('vm.x;reboot', '1'), malformed('vm.x;reboot')],
    ['an empty value', one('fs.file-max', ''), badValue('""')],
    ['a value that a shell would run', one('fs.file-max', '1; reboot'), badValue('"1; reboot"')],
    ['a value with a quote', one('fs.file-max', '1\''), badValue('"1\'"')],
    ['a value with a line break', one('fs.file-max', '1\n2'), badValue('"1\\n2"')],
    ['a number instead of a string', one('fs.file-max', 5 as any), badValue('5')],
    ['swappiness above its range', one('vm.swappiness', '201'), 'sysctls["vm.swappiness"] must be a whole number from 0 to 200, got "201"; correct it'],
    ['a ratio of zero', one('vm.dirty_ratio', '0'), 'sysctls["vm.dirty_ratio"] must be a whole number from 1 to 100, got "0"; correct it'],
    ['a negative number', one('vm.swappiness', '-1'), 'sysctls["vm.swappiness"] must be a whole number from 0 to 200, got "-1"; correct it'],
    ['a map count below the kernel\'s own', one('vm.max_map_count', '1000'),
      'sysctls["vm.max_map_count"] must be a whole number from 65530 to 2147483647, got "1000"; correct it'],
    ['bytes and ratio of one limit', () => tuned({ 'vm.dirty_bytes': '629145600', 'vm.dirty_ratio': '10' }),
      'sysctls must not have both vm.dirty_bytes and vm.dirty_ratio, of which the kernel keeps the one written last, '
      + 'got {"vm.dirty_bytes":"629145600","vm.dirty_ratio":"10"}; leave one out'],
    ['background writing that starts too late', one('vm.dirty_bytes', '314572800'),
      'sysctls["vm.dirty_background_bytes"] must be below vm.dirty_bytes (314572800), got "314572800"; '
      + 'lower it: writing in the background has to start before writers are made to wait'],
    ['an empty image', () => NodeTuning.daemonSet({ image: '' }), 'image must not be empty, got ""; name an image with sh and sysctl, or leave it out'],
    ['a malformed namespace', () => NodeTuning.daemonSet({ namespace: 'Kube' }),
      'namespace must be the name of a namespace (lower-case letters, digits and "-", at most 63 characters), got "Kube"; '
      + 'choose such a name'],
    ['an attestation by nobody', () => NodeTuning.attested({ by: '', sysctls: { 'vm.swappiness': '1' } }),
      'by must not be empty, got ""; say who sets them, for example the name of the machine image'],
    ['an attestation of nothing', () => NodeTuning.attested({ by: 'image', sysctls: {} }),
      'sysctls must not be empty, got {}; name the kernel settings that the nodes have'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});
