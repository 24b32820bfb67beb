import { groupOf, Manifest, Manifests } from '../manifests';
import { objectRule } from '../object-rule';
import { hasHiddenPods } from '../readers/namespace-pods';
import { listIn } from '../readers/pod-template';
import { Severity } from '../severity';

export const certificateUnused = objectRule({
  id: 'certificate-unused',
  title: 'The Cluster serves the certificate that is made for it',
  why: 'A Certificate whose Secret nobody names, or whose names are those of no Service of the operator, changes nothing: clients with verify-full cannot connect, '
    + 'and people turn verification off.',
  fix: 'Name the Secret, and the operator\'s Services in it; in YAML: spec.certificates.serverTLSSecret and serverCASecret of the Cluster, and dnsNames '
    + '<cluster>-rw, -ro, -r, each bare and with .<namespace>, .<namespace>.svc behind it.',
  source: 'CloudNativePG 1.30 docs, Certificates, Server certificates, and Service Management',
  severity: Severity.EXPOSURE,
  check: (manifest, among) => {
    if (manifest.kind !== 'Certificate' || groupOf(manifest) !== 'cert-manager.io' || !isForServers(manifest)) return [];
    const { metadata: { namespace = '' }, spec: { secretName } } = manifest;
    const cluster = meantBy(manifest, among);
    if (!cluster || hasHiddenPods(among, namespace) || namedSecrets(among).has(`${namespace}/${secretName}`)) return [];
    return [{ found: `nothing names Secret ${secretName}${missingIn(manifest, cluster)}`, path: ['spec', 'secretName'] }];
  },
});

/** Names of Services, and not only for clients. */
function isForServers({ spec }: Manifest): boolean {
  const usages = listIn(spec?.usages);
  return typeof spec?.secretName === 'string' && listIn(spec.dnsNames).length > 0 && spec.isCA !== true
    && (!usages.includes('client auth') || usages.includes('server auth'));
}

/** The Cluster without a certificate of its own that a name in this namespace means: by the Cluster's name, or by PostgreSQL's. */
function meantBy({ metadata: { namespace = '' }, spec }: Manifest, among: Manifests): Manifest | undefined {
  const isUnserved = (cluster: Manifest) => !cluster.spec?.certificates?.serverTLSSecret;
  for (const dnsName of listIn(spec.dnsNames)) {
    const [service, of, svc] = String(dnsName).replace(/^\*\./, '').split('.');
    if (of !== undefined && (of !== namespace || (svc !== undefined && svc !== 'svc'))) continue;
    const [, name] = /^(.+)-(?:rw|ro|r)$/.exec(service) ?? [];
    const named = name ? among.find('postgresql.cnpg.io', 'Cluster', namespace, name) : undefined;
    if (named) return isUnserved(named) ? named : undefined;
    if (/(^|-)(postgres|postgresql|pg)(-|$)/.test(service)) return among.inNamespace('postgresql.cnpg.io', 'Cluster', namespace).find(isUnserved);
  }
  return undefined;
}

const known = new WeakMap<Manifests, Set<string>>();

/** Secrets of Certificates that something in their namespace names: a volume, an Ingress, a Pooler, another operator's resource. */
function namedSecrets(among: Manifests): ReadonlySet<string> {
  let named = known.get(among);
  if (named) return named;
  const secrets = new Set(among.ofKind('cert-manager.io', 'Certificate').map(({ metadata, spec }) => `${metadata.namespace}/${spec?.secretName}`));
  known.set(among, named = new Set());
  for (const manifest of among.all) {
    const own = manifest.kind === 'Certificate' ? manifest.spec?.secretName : undefined;
    for (const text of textsIn(manifest)) {
      const secret = `${manifest.metadata.namespace}/${text}`;
      if (text !== own && secrets.has(secret)) named.add(secret);
    }
  }
  return named;
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* textsIn(item);
}

function missingIn({ spec }: Manifest, { metadata: { name } }: Manifest): string {
  const lacking = servicesOf(name).filter((service) => !listIn(spec.dnsNames).some((dnsName) => String(dnsName).split('.')[0] === service));
  return lacking.length > 0 ? `, and its dnsNames lack ${lacking.join(', ')}` : '';
}

function servicesOf(cluster: string): string[] {
  return ['rw', 'ro', 'r'].map((role) => `${cluster}-${role}`);
}
