import { NetworkFacts } from '../facts';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { counted, listed, quoted } from '../wording';
import { worstFinding } from '../worst-finding';

export const networkIsolated: Rule = {
  id: 'network-isolated',
  group: RuleGroup.SECURITY,
  title: 'NetworkPolicies let in and out what the database needs, and nobody else',
  why: 'Without a policy every pod of the cluster may try passwords; with one that forgets the operator, DNS, the API server, the object store or '
    + 'Prometheus, the database dies slowly.',
  fix: 'Give the platform network: ClusterNetwork and let clients in by grantConnect; in YAML: NetworkPolicies with both policyTypes whose podSelector '
    + 'matches cnpg.io/cluster: <name>, and a rule for each path that is cut off.',
  source: 'Running Databases on Kubernetes guide, 10.1 and 12; CloudNativePG 1.30 docs, Security, Network Policies and Exposed Ports; Kubernetes docs, Network Policies',
  costly: false,
  severity: Severity.EXPOSURE,
  check: ({ network }) => {
    if (network.policies.length === 0) return without(network);
    const problems = problemsOf(network);
    if (problems.length > 0) return fail(problems.join('; '));
    return network.unheld?.length
      ? worstFinding(network.unheld.map((what) => unknown(what)))
      : pass(`restricted by ${quoted(network.policies)}, with ${counted(network.paths.length, 'path')} that it needs left open`);
  },
};

function without({ foreign }: NetworkFacts): Finding {
  if (!foreign?.length) return fail('no NetworkPolicy selects its pods');
  return unknown(`no NetworkPolicy selects its pods, and what ${listed(foreign)} lets in and out is not read; write NetworkPolicies, or waive the rule with who looks at it`);
}

function problemsOf({ ingressRestricted, egressRestricted, paths, open }: NetworkFacts): string[] {
  const cut = paths.filter((path) => !path.allowed).map((path) => path.what);
  return [
    ...(ingressRestricted ? [] : ['no policy restricts what comes in']),
    ...(egressRestricted ? [] : ['no policy restricts what goes out']),
    ...(open.length > 0 ? [`open to everybody: ${listed(open)}`] : []),
    ...(cut.length > 0 ? [`cut off: ${listed(cut)}`] : []),
  ];
}
