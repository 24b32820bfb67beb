import { ContainerFacts } from '../facts';
import { mebibytes } from '../readers/quantity';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { listed } from '../wording';
import { worstFinding } from '../worst-finding';

export const resourcesSet: Rule = {
  id: 'resources-set',
  group: RuleGroup.PERFORMANCE,
  title: 'Every container has CPU and memory requests and a memory limit',
  why: 'A container without requests is the first to be evicted and starves beside others; one without a memory limit takes the node down with it.',
  fix: 'Set compute: Compute.of({ cpu, memory }); in YAML: resources.requests.cpu, resources.requests.memory and resources.limits.memory of every '
    + 'container, sidecars too. A CPU limit is not asked for: it throttles.',
  source: 'Running Databases on Kubernetes guide, 9.1 and 12; CloudNativePG 1.30 docs, Resource management; Kubernetes docs, Node-pressure Eviction',
  costly: false,
  severity: Severity.OUTAGE,
  check: ({ containers }) => {
    if (containers.length === 0) return fail('no container of it sets resources');
    return worstFinding(containers.map(judged));
  },
};

function judged(container: ContainerFacts): Finding {
  const { name, cpuRequest, memoryRequest, memoryLimit, unseen } = container;
  const lacking = Object.entries({ 'CPU request': cpuRequest, 'memory request': memoryRequest, 'memory limit': memoryLimit })
    .filter(([, amount]) => amount === undefined).map(([what]) => what);
  if (lacking.length > 0 && unseen !== undefined) return unknown(`container "${name}": ${listed(lacking)} not in its manifest. ${unseen}`);
  if (lacking.length > 0) return fail(`container "${name}" has no ${listed(lacking)}`);
  if (mebibytes(memoryLimit!) >= mebibytes(memoryRequest!)) return pass(words(container));
  return fail(`container "${name}" has a memory limit of ${memoryLimit}, below its request of ${memoryRequest}`);
}

function words({ name, cpuRequest, memoryRequest, memoryLimit }: ContainerFacts): string {
  return `"${name}": CPU ${cpuRequest}, memory ${memoryRequest}, at most ${memoryLimit}`;
}
