import { fail, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { isSeen } from '../unseen';
import { listed } from '../wording';
import { worstFinding } from '../worst-finding';

export const parametersTuned: Rule = {
  id: 'parameters-tuned',
  group: RuleGroup.PERFORMANCE,
  title: 'The engine\'s parameters fit the memory, the volumes and the connections',
  why: 'Engines start with defaults for the smallest machine and use a fraction of the memory paid for; parameters that exceed it end in an OOM kill.',
  fix: 'Leave the parameters to compute, storage and workload, or correct the ones in parameters; in YAML: set shared_buffers, work_mem and the others '
    + 'that are named, to values that the memory can pay.',
  source: 'Running Databases on Kubernetes guide, 5.2, 9.1 and 12; CloudNativePG 1.30 docs, PostgreSQL Configuration; PostgreSQL 18 docs, Resource Consumption',
  costly: false,
  severity: Severity.OUTAGE,
  check: ({ parameters }) => {
    if (!isSeen(parameters)) return unknown(parameters.what);
    const { missing, contradictions } = parameters;
    if (missing.length === 0 && contradictions.length === 0) return pass('parameters are set and fit memory, volumes and connections');
    return worstFinding([
      ...(missing.length > 0 ? [fail(`left to the engine's defaults: ${listed(missing)}`)] : []),
      ...contradictions.map((contradiction) => fail(contradiction)),
    ]);
  },
};
