import { refuse } from './refusal';

interface Sysctls {
  readonly [key: string]: string;
}

const SYSCTL_KEY = /^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$/;
// words of numbers and names: nothing that a shell would read as more than a value
const SYSCTL_VALUE = /^[A-Za-z0-9_.:/-]+( [A-Za-z0-9_.:/-]+)*$/;

// why each: docs of NodeTuningDaemonSetOptions.sysctls
const DEFAULTS: Sysctls = {
  'vm.swappiness': '1',
  'vm.max_map_count': '1048576',
};

const DIRTY_BYTES: Sysctls = { 'vm.dirty_background_bytes': '314572800', 'vm.dirty_bytes': '629145600' };
const DIRTY_RATIOS: Sysctls = { 'vm.dirty_background_ratio': '5', 'vm.dirty_ratio': '10' };

// The kernel zeroes one when the other is written (Documentation/admin-guide/sysctl/vm.rst, Linux 6.12).
const PAIRS: ReadonlyArray<readonly [string, string]> = [
  ['vm.dirty_background_bytes', 'vm.dirty_background_ratio'],
  ['vm.dirty_bytes', 'vm.dirty_ratio'],
];

// Background writing must start first; otherwise the kernel takes half of the limit without a word (domain_dirty_limits in mm/page-writeback.c).
const BELOW: ReadonlyArray<readonly [string, string]> = [
  ['vm.dirty_background_bytes', 'vm.dirty_bytes'],
  ['vm.dirty_background_ratio', 'vm.dirty_ratio'],
];

// least, most: Documentation/admin-guide/sysctl/vm.rst, Linux 6.12
const RANGES: { readonly [key: string]: readonly [number, number] } = {
  'vm.swappiness': [0, 200],
  'vm.dirty_background_ratio': [1, 100],
  'vm.dirty_ratio': [1, 100],
  'vm.dirty_background_bytes': [8192, Number.MAX_SAFE_INTEGER],
  'vm.dirty_bytes': [8192, Number.MAX_SAFE_INTEGER],
  'vm.max_map_count': [65530, 2147483647],
};

// setupKernelTunables in pkg/kubelet/cm/container_manager_linux.go, Kubernetes v1.36.3: the values that the kubelet wants
const KUBELETS: Sysctls = {
  'vm.overcommit_memory': '1',
  'vm.panic_on_oom': '0',
  'kernel.panic': '10',
  'kernel.panic_on_oops': '1',
  'kernel.keys.root_maxkeys': '1000000',
  'kernel.keys.root_maxbytes': '25000000',
};

// Meaningless under overcommit mode 1, which the kubelet sets.
const OVERCOMMIT_LIMITS = ['vm.overcommit_ratio', 'vm.overcommit_kbytes'];

// https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/ (v1.36): what each pod has of its own
const PER_POD = /^(net\.|kernel\.shm|kernel\.msg|kernel\.sem$|fs\.mqueue\.)/;

/** Refuses kernel settings that are malformed, not a node's to set, or at odds with each other. */
export function requireSysctls(prop: string, sysctls: Sysctls, least = 0): void {
  const keys = Object.keys(sysctls);
  if (keys.length < least) refuse(prop, 'not be empty', sysctls, 'name the kernel settings that the nodes have');
  for (const key of keys) {
    requireKey(prop, key);
    requireValue(`${prop}[${JSON.stringify(key)}]`, key, sysctls[key]);
  }
  for (const [bytes, ratio] of PAIRS) {
    if (bytes in sysctls && ratio in sysctls) {
      refuse(prop, `not have both ${bytes} and ${ratio}, of which the kernel keeps the one written last`, sysctls, 'leave one out');
    }
  }
  for (const [first, limit] of BELOW) {
    if (first in sysctls && limit in sysctls && Number(sysctls[first]) >= Number(sysctls[limit])) {
      refuse(`${prop}[${JSON.stringify(first)}]`, `be below ${limit} (${sysctls[limit]})`, sysctls[first],
        'lower it: writing in the background has to start before writers are made to wait');
    }
  }
}

/** The production defaults with `given` on top. Who gives one limit as a ratio gets the other as a ratio too. */
export function withDefaults(given: Sysctls): Sysctls {
  const dirty = Object.keys(DIRTY_RATIOS).some((key) => key in given) ? DIRTY_RATIOS : DIRTY_BYTES;
  const decided = (key: string) => PAIRS.some((pair) => pair.includes(key) && pair.some((one) => one in given));
  const defaults = Object.entries({ ...DEFAULTS, ...dirty }).filter(([key]) => !decided(key));
  return { ...Object.fromEntries(defaults), ...given };
}

function requireKey(prop: string, key: string): void {
  if (!SYSCTL_KEY.test(key)) {
    refuse(prop, 'have keys as sysctl names them', key, 'write lower-case words joined by ".", for example "vm.swappiness"');
  }
  if (key in KUBELETS) {
    refuse(prop, `leave ${key} to the kubelet, which sets it to ${KUBELETS[key]} at each start, or with protectKernelDefaults does not start`,
      key, 'leave it out');
  }
  if (OVERCOMMIT_LIMITS.includes(key)) {
    refuse(prop, `leave ${key} out: it has no effect while vm.overcommit_memory is 1, as the kubelet sets it`, key, 'leave it out');
  }
  if (PER_POD.test(key)) {
    refuse(prop, 'be settings of the whole node; each pod has this one of its own, and a DaemonSet would change only its own pods',
      key, 'set it in the securityContext.sysctls of the pods that need it');
  }
}

function requireValue(prop: string, key: string, value: string): void {
  if (typeof value !== 'string' || !SYSCTL_VALUE.test(value)) {
    refuse(prop, 'be words of letters, digits, "_", ".", ":", "/" and "-" with one space between', value, 'write it as sysctl prints it');
  }
  const range = RANGES[key];
  if (range && (!/^\d+$/.test(value) || Number(value) < range[0] || Number(value) > range[1])) {
    refuse(prop, `be a whole number from ${range[0]} to ${range[1]}`, value, 'correct it');
  }
}
