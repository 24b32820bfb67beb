import { casesOf, RuleCase } from './rule-case';
import { CredentialFacts, CredentialSource, DatabaseFacts, NetworkFacts, TlsFacts } from '../../../src/checklist/facts';
import { Seen, Unseen } from '../../../src/checklist/unseen';
import { GOOD } from '../../support/good-facts';

const APP = GOOD.credentials[0];

function network(changed: Partial<NetworkFacts>): Partial<DatabaseFacts> {
  return { network: { ...GOOD.network, ...changed } };
}

function secrets(...sources: Array<Seen<CredentialSource>>): { credentials: CredentialFacts[] } {
  return { credentials: sources.map((source) => ({ ...APP, source })) };
}

function tls(changed: Partial<TlsFacts>): Partial<DatabaseFacts> {
  return { tls: { ...GOOD.tls, ...changed } };
}

export const SECURITY_CASES: RuleCase[] = [
  ...casesOf('network-isolated',
    ['policies leave just the needed paths', {}, 'pass', 'restricted by "orders", with 2 paths that it needs left open'],
    ['no policy selects the pods', network({ policies: [], ingressRestricted: false, egressRestricted: false }), 'fail',
      'no NetworkPolicy selects its pods'],
    ['only a policy of another kind selects the pods', network({ policies: [], ingressRestricted: false, egressRestricted: false, foreign: ['CiliumNetworkPolicy orders'] }), 'unknown',
      'no NetworkPolicy selects its pods, and what CiliumNetworkPolicy orders lets in and out is not read; write NetworkPolicies, or waive the rule with who looks at it'],
    ['ingress is not restricted', network({ ingressRestricted: false }), 'fail', 'no policy restricts what comes in'],
    ['egress is not restricted', network({ egressRestricted: false }), 'fail', 'no policy restricts what goes out'],
    ['everybody is let in', network({ open: ['"orders" lets any address reach port 5432'] }), 'fail',
      'open to everybody: "orders" lets any address reach port 5432'],
    ['paths are cut off', network({ paths: GOOD.network.paths.map(({ what }) => ({ what, allowed: false })) }), 'fail',
      'cut off: the operator to port 8000 and DNS on port 53'],
    ['the policies may not hold', network({ unheld: ['Its pods are on the node\'s network; take them away.'] }), 'unknown', 'Its pods are on the node\'s network; take them away'],
    ['the policies may not hold, and let everybody in', network({ unheld: ['Its pods are on the node\'s network.'], open: ['"orders" lets all in'] }), 'fail',
      'open to everybody: "orders" lets all in'],
  ),
  ...casesOf('secrets-external',
    ['the store fills it', {}, 'pass', 'role app (Secret "orders-app"): ExternalSecret shop/orders-app'],
    ['somebody vouches for it', secrets({ by: 'attested', detail: 'Vault injects it' }), 'pass',
      'role app (Secret "orders-app"): Vault injects it', true],
    ['the operator makes it', secrets({ by: 'operator', detail: 'the operator makes it' }), 'fail', 'role app (Secret "orders-app"): the operator makes it'],
    ['it stands in a manifest', secrets({ by: 'plain', detail: 'Secret shop/orders-app holds its data in a manifest' }), 'fail',
      'role app (Secret "orders-app"): Secret shop/orders-app holds its data in a manifest'],
    ['one of two is not in the input', secrets(APP.source, new Unseen('Nothing fills Secret shop/other.')), 'unknown', 'Nothing fills Secret shop/other'],
    ['it is in no Secret', { credentials: [{ ...APP, secret: '', purpose: 'PASSWORD', source: { by: 'plain', detail: 'its value stands in the manifest' } }] }, 'fail',
      'PASSWORD: its value stands in the manifest'],
    ['no password is seen', secrets(), 'unknown', 'no Secret is seen that holds a password of it'],
  ),
  ...casesOf('tls-required',
    ['all is encrypted and verified', {}, 'pass', 'server certificate from ClusterIssuer internal-ca; clients without TLS are turned away'],
    ['there is no certificate', tls({ certificate: undefined }), 'fail', 'it has no server certificate from an issuer'],
    ['names are missing', tls({ missingNames: ['orders-ro', 'orders-r'] }), 'fail', 'the certificate lacks orders-ro and orders-r'],
    ['plaintext is let in', tls({ plaintextRefused: false }), 'fail', 'clients without TLS are let in'],
    ['the certificate is not in the input', tls({ certificate: new Unseen('Certificate shop/orders is not in the input; add it.') }), 'unknown',
      'Certificate shop/orders is not in the input; add it'],
  ),
  ...casesOf('least-privilege',
    ['no role has excess', {}, 'pass', 'nobody may log in as superuser; role "app" has no excess rights'],
    ['the operator needs superusers', { roles: [], superusersOfOperator: 'root is the operator\'s alone' }, 'pass', 'root is the operator\'s alone'],
    ['there is no role', { roles: [] }, 'pass', 'nobody may log in as superuser'],
    ['the configuration that decides is not in the input', { superuserAccess: new Unseen('ConfigMap shop/orders is not in the input; add it.') }, 'unknown',
      'ConfigMap shop/orders is not in the input; add it'],
    ['superuser access is on', { superuserAccess: 'enableSuperuserAccess is true' }, 'fail', 'enableSuperuserAccess is true'],
    ['a role has excess', { roles: [{ name: 'app', excess: ['createrole', 'bypassrls'] }] }, 'fail', 'role "app" has createrole and bypassrls'],
  ),
];
