import { fail, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { isSeen } from '../unseen';
import { listed } from '../wording';
import { worstFinding } from '../worst-finding';

/** Guide 9.3 lists more; this one no database does well without, because a swapped buffer is slower than a file read again. */
const NEEDED = 'vm.swappiness';

export const kernelTuned: Rule = {
  id: 'kernel-tuned',
  group: RuleGroup.PERFORMANCE,
  title: 'The kernel of every node of the database is tuned',
  why: 'With the defaults the kernel swaps out the database\'s memory and writes dirty pages back in bursts: queries stall for seconds.',
  fix: 'Give the platform tuning: NodeTuning.daemonSet() and nodes, or NodeTuning.attested(...); in YAML: a DaemonSet on the database\'s nodes, with their '
    + 'selector and toleration, that sets vm.swappiness and vm.dirty_*. Never from a database pod.',
  source: 'Running Databases on Kubernetes guide, 9.3 and 12; Linux kernel docs, admin-guide/sysctl/vm.rst',
  costly: true,
  severity: Severity.HYGIENE,
  check: ({ kernel }) => {
    if (!isSeen(kernel)) return unknown(kernel.what);
    return worstFinding([
      kernel.coversNodes ? pass(`${kernel.by} sets ${listed(kernel.keys)}`, kernel.attested) : fail(`${kernel.by} does not run on every node of it`),
      ...(kernel.keys.includes(NEEDED) ? [] : [fail(`${kernel.by} does not set ${NEEDED}`)]),
    ]);
  },
};
