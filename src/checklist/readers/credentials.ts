import { CredentialFacts, CredentialSource } from '../facts';
import { Manifest, Manifests } from '../manifests';
import { Seen, Unseen } from '../unseen';

export interface CredentialOf {
  readonly namespace: string;
  /** Name of the Secret. */
  readonly secret: string;
  /** Who uses it, for example `role app`. */
  readonly purpose: string;
  /** By the Secret's name, who manages it. */
  readonly attested?: Readonly<Record<string, string>>;
  /** Whether the operator makes the Secret when nobody else does. */
  readonly operatorMade?: boolean;
}

/** Where the content of a Secret comes from. */
export function readCredential(among: Manifests, of: CredentialOf): CredentialFacts {
  return { secret: of.secret, purpose: of.purpose, source: sourceOf(among, of) };
}

function sourceOf(among: Manifests, { namespace, secret, attested, operatorMade }: CredentialOf): Seen<CredentialSource> {
  const manifest = among.find('', 'Secret', namespace, secret);
  if (manifest && (hasEntries(manifest.data) || hasEntries(manifest.stringData))) {
    return { by: 'plain', detail: `Secret ${namespace}/${secret} holds its data in a manifest` };
  }
  const maker = makersIn(among).get(`${namespace}/${secret}`);
  if (maker) return { by: 'secret-store', detail: maker };
  if (attested?.[secret] !== undefined) return { by: 'attested', detail: attested[secret] };
  if (operatorMade) return { by: 'operator', detail: `the operator makes Secret ${namespace}/${secret}` };
  return new Unseen(`Nothing in the input fills Secret ${namespace}/${secret}; add the ExternalSecret, SealedSecret or Certificate that does, or attest who manages it.`);
}

const makers = new WeakMap<Manifests, Map<string, string>>();

/** What fills Secrets from a store, in words, by the Secret's namespace and name. */
function makersIn(among: Manifests): Map<string, string> {
  let made = makers.get(among);
  if (made) return made;
  makers.set(among, made = new Map());
  for (const certificate of among.ofKind('cert-manager.io', 'Certificate')) {
    made.set(`${certificate.metadata.namespace}/${certificate.spec?.secretName}`, `${inWords(certificate)} of cert-manager`);
  }
  for (const sealed of among.ofKind('bitnami.com', 'SealedSecret')) {
    made.set(`${sealed.metadata.namespace}/${sealed.metadata.name}`, inWords(sealed));
  }
  for (const external of among.ofKind('external-secrets.io', 'ExternalSecret')) {
    const { target, secretStoreRef } = external.spec ?? {};
    if (target?.creationPolicy === 'None' || !(external.spec?.data?.length || external.spec?.dataFrom?.length)) continue;
    const store = secretStoreRef?.name ? ` from ${secretStoreRef.kind ?? 'SecretStore'} ${secretStoreRef.name}` : '';
    made.set(`${external.metadata.namespace}/${target?.name ?? external.metadata.name}`, `${inWords(external)}${store}`);
  }
  return made;
}

function inWords(manifest: Manifest): string {
  return `${manifest.kind} ${manifest.metadata.namespace}/${manifest.metadata.name}`;
}

function hasEntries(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.keys(data).length > 0;
}
