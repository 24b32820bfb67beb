import { Finding } from './rule';

/** The worst decides; of a failure all that is broken or unknown is told, of a pass everything. */
export function worstFinding(findings: readonly Finding[]): Finding {
  const bad = [...findings.filter((of) => of.outcome === 'fail'), ...findings.filter((of) => of.outcome === 'unknown')];
  const told = bad.length > 0 ? bad : findings;
  return {
    outcome: bad.length > 0 ? bad[0].outcome : 'pass',
    // what is unseen is told in whole sentences
    found: told.map((finding) => finding.found.replace(/\.$/, '')).join('; '),
    ...(bad[0]?.at && { at: bad[0].at }),
    ...(bad.length === 0 && findings.some((finding) => finding.attested) && { attested: true }),
  };
}
