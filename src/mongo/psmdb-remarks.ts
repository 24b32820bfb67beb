import { optionAt } from './configuration-facts';
import { configurationOf, isSharded, Replset } from './psmdb-replsets';
import { Manifest, Manifests } from '../checklist/manifests';
import { readCredential } from '../checklist/readers/credentials';
import { isSeen } from '../checklist/unseen';

/** What is left open on purpose, and worth a line. */
export function remarksOf(database: Manifest, spec: any, sets: readonly Replset[], among: Manifests): string[] {
  return [
    ...(isSharded(spec) ? ['it is sharded: each replica set is looked at, and a box is met when all of them meet it'] : []),
    ...((spec.storageScaling?.enableVolumeScaling ?? spec.enableVolumeExpansion) === true ? [] : ['its volumes do not grow with volumeSpec: the operator puts a larger size back unless spec.storageScaling.enableVolumeScaling is true']),
    ...(spec.unmanaged === true ? ['it follows another site (spec.unmanaged), and makes no backups of its own'] : []),
    ...encryption(database, spec, sets, among),
    ...membership(database, spec, among),
    ...transport(spec),
    ...stores(spec),
  ];
}

/** Encryption at rest is the default, under a key that the operator makes (1.22.0, IsEncryptionEnabled and ensureSecurityKey). */
function encryption({ metadata: { name, namespace = 'default' } }: Manifest, spec: any, sets: readonly Replset[], among: Manifests): string[] {
  const underKey = sets.some((of) => {
    const option = (path: string) => optionAt(configurationOf(of), `security.${path}`);
    return option('enableEncryption') !== false && option('vault') === undefined && option('kmip') === undefined;
  });
  if (!underKey || spec.secrets?.vault !== undefined) return [];
  const secret: string = spec.secrets?.encryptionKey ?? `${name}-mongodb-encryption-key`;
  const { source } = readCredential(among, { namespace, secret, purpose: 'encryption at rest', operatorMade: true });
  if (isSeen(source) && source.by === 'secret-store') return [];
  return [`its volumes are encrypted under a key that is only in Secret ${namespace}/${secret}: without it they and their snapshots are unreadable; keep a copy outside of the cluster`];
}

/** clusterAuthMode x509 compares O, OU and DC (MongoDB manual 8.0, Use x.509 Certificate for Membership Authentication). */
function membership({ metadata: { name, namespace = 'default' } }: Manifest, { secrets }: any, among: Manifests): string[] {
  const secret: string = secrets?.sslInternal ?? `${name}-ssl-internal`;
  const certificate = among.inNamespace('cert-manager.io', 'Certificate', namespace).find(({ spec }) => spec?.secretName === secret);
  if (certificate === undefined || certificate.spec.subject?.organizationalUnits?.length > 0) return [];
  return [`members know each other by an organization alone: who has a certificate of ${certificate.spec.issuerRef?.name ?? 'their issuer'} with the same is __system; `
    + 'give the Certificate subject.organizationalUnits of its own'];
}

/** It is true where nothing is said (1.22.0, CheckNSetDefaults); an invalid certificate opens a connection and logs nobody in. */
function transport({ tls, allowUnsafeConfigurations }: any): string[] {
  if (tls?.mode === 'disabled' || allowUnsafeConfigurations === true || tls?.allowInvalidCertificates === false) return [];
  return ['members take certificates that no CA of theirs signed for who they talk to (spec.tls.allowInvalidCertificates, which is true unless it is set to false)'];
}

function stores({ backup }: any): string[] {
  if (backup?.enabled !== true) return [];
  return Object.entries<any>(backup.storages ?? {}).flatMap(([name, { s3, minio }]) => [
    ...((s3 ?? minio)?.insecureSkipTLSVerify === true
      ? [`backups go to store "${name}" whoever answers for it (insecureSkipTLSVerify): give type minio its caBundle instead`] : []),
    ...(s3 && !s3.region && !s3.endpointUrl ? [`store "${name}" has no region: backups are signed for us-east-1, and are not made in a bucket elsewhere`] : []),
  ]);
}
