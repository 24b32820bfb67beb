import { fail, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { isSeen } from '../unseen';
import { listed } from '../wording';
import { worstFinding } from '../worst-finding';

export const tlsRequired: Rule = {
  id: 'tls-required',
  group: RuleGroup.SECURITY,
  title: 'TLS with a certificate for every name, and nothing without TLS',
  why: 'A client that may connect without TLS does, and its password and data are read on the way; a certificate that lacks a name makes '
    + 'clients turn off verification.',
  fix: 'Give the platform issuer: Issuer.cluster(...); in YAML: a cert-manager Certificate with the dnsNames of all Services and poolers, named in '
    + 'spec.certificates.serverTLSSecret, and no pg_hba line that lets anybody in without hostssl.',
  source: 'Running Databases on Kubernetes guide, 10.3 and 12; CloudNativePG 1.30 docs, Certificates and Client TLS/SSL connections',
  costly: false,
  severity: Severity.EXPOSURE,
  check: ({ tls: { certificate, missingNames, plaintextRefused } }) => worstFinding([
    !isSeen(certificate) ? unknown(certificate.what)
      : certificate === undefined ? fail('it has no server certificate from an issuer')
        : pass(`server certificate from ${certificate}`),
    ...(missingNames.length > 0 ? [fail(`the certificate lacks ${listed(missingNames)}`)] : []),
    plaintextRefused ? pass('clients without TLS are turned away') : fail('clients without TLS are let in'),
  ]),
};
