import { ContainerFacts } from '../facts';
import { mebibytes } from '../readers/quantity';
import { fail, pass, Rule, RuleGroup } from '../rule';
import { listed } from '../wording';

export const resourcesSet: Rule = {
  id: 'resources-set',
  group: RuleGroup.PERFORMANCE,
  title: 'Every container has CPU and memory requests and a memory limit',
  why: 'A container without requests is the first to be evicted and starves beside others; one without a memory limit takes the node down with it.',
  fix: 'Set compute: Compute.of({ cpu, memory }); in YAML: resources.requests.cpu, resources.requests.memory and resources.limits.memory of every '
    + 'container, sidecars too. A CPU limit is not asked for: it throttles.',
  source: 'Running Databases on Kubernetes guide, 9.1 and 12; CloudNativePG 1.30 docs, Resource management; Kubernetes docs, Node-pressure Eviction',
  costly: false,
  check: ({ containers }) => {
    if (containers.length === 0) return fail('no container of it sets resources');
    const problems = containers.flatMap(problemsOf);
    return problems.length > 0 ? fail(problems.join('; ')) : pass(containers.map(words).join('; '));
  },
};

function problemsOf({ name, cpuRequest, memoryRequest, memoryLimit }: ContainerFacts): string[] {
  const lacking = Object.entries({ 'CPU request': cpuRequest, 'memory request': memoryRequest, 'memory limit': memoryLimit })
    .filter(([, amount]) => amount === undefined).map(([what]) => what);
  if (lacking.length > 0) return [`container "${name}" has no ${listed(lacking)}`];
  if (mebibytes(memoryLimit!) >= mebibytes(memoryRequest!)) return [];
  return [`container "${name}" has a memory limit of ${memoryLimit}, below its request of ${memoryRequest}`];
}

function words({ name, cpuRequest, memoryRequest, memoryLimit }: ContainerFacts): string {
  return `"${name}": CPU ${cpuRequest}, memory ${memoryRequest}, at most ${memoryLimit}`;
}
