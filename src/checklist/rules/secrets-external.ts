import { CredentialFacts } from '../facts';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { isSeen } from '../unseen';
import { worstFinding } from '../worst-finding';

export const secretsExternal: Rule = {
  id: 'secrets-external',
  group: RuleGroup.SECURITY,
  title: 'Every password comes from the secret store',
  why: 'A password in a manifest is in Git for ever, and one that the operator makes exists only in this cluster: nobody rotates it, and it is lost '
    + 'with the cluster.',
  fix: 'Give the platform secrets: SecretStore.cluster(...); in YAML: an ExternalSecret (external-secrets.io/v1) whose target is the Secret that '
    + 'the database names, or an attestation of who manages it.',
  source: 'Running Databases on Kubernetes guide, 10.2 and 12; External Secrets docs, ExternalSecret (external-secrets.io/v1)',
  costly: false,
  severity: Severity.EXPOSURE,
  check: ({ credentials }) => (credentials.length === 0
    ? unknown('no Secret is seen that holds a password of it')
    : worstFinding(credentials.map(judged))),
};

function judged({ secret, purpose, source }: CredentialFacts): Finding {
  if (!isSeen(source)) return unknown(source.what);
  const found = `${purpose}${secret === '' ? '' : ` (Secret "${secret}")`}: ${source.detail}`;
  switch (source.by) {
    case 'secret-store': return pass(found);
    case 'attested': return pass(found, true);
    case 'operator':
    case 'plain': return fail(found);
  }
}
