import { castsOf, EngineCast, fromOf } from './engine-cast';
import { Manifest } from '../../../../src/checklist/manifests';
import { LATE_MYSQL } from '../../engine-apps';
import { Scene } from '../../scene';
import { at, isOwnedBy, makerOf, names, short } from '../cast';
import { Claim, holds, same } from '../claim';
import { isReserved } from '../reserved-names';

/** Kinds that a name could be taken from. */
const NAMED = [
  ['', 'Service'], ['', 'Secret'], ['', 'ConfigMap'], ['policy', 'PodDisruptionBudget'], ['apps', 'StatefulSet'], ['apps', 'Deployment'],
  ['cert-manager.io', 'Certificate'], ['cert-manager.io', 'Issuer'],
] as const;

/** Nothing is made twice, and nothing of ours is written by others. */
export function* engineObjectClaims(scene: Scene): Generator<Claim> {
  for (const cast of castsOf(scene)) {
    const { name, _settings: { platform } } = cast.database;
    const made = (group: string, kind: string) => names(cast.living(group, kind).filter((of) => !isOurs(scene, of) && isOf(cast, of)));
    const suffixes = (...all: string[]) => all.map((suffix) => `${name}-${suffix}`);
    const own = platform.issuer ? [] : suffixes('ca-cert', 'ssl', 'ssl-internal');
    yield same(`Secrets that the operator makes${platform.issuer ? '' : ' without an issuer'}`, fromOf(cast), cast.operator,
      [...cast.isMySql ? [`internal-${name}`] : [`internal-${name}-users`, ...suffixes('mongodb-keyfile', 'mongodb-encryption-key')], ...own], made('', 'Secret'));
    yield same(`Certificates that the operator makes${platform.issuer ? '' : ' without an issuer'}`, fromOf(cast), cast.operator, own, made('cert-manager.io', 'Certificate'));
    const sort = cast.isMySql ? 'pxc' : 'psmdb';
    yield same(`Issuers that the operator makes${platform.issuer ? '' : ' without an issuer'}`, fromOf(cast), cast.operator,
      platform.issuer ? [] : suffixes(`${sort}-ca-issuer`, `${sort}-issuer`), made('cert-manager.io', 'Issuer'));
  }
  const certificates = scene.living.ofKind('cert-manager.io', 'Certificate');
  for (const certificate of certificates) {
    const { metadata: { namespace }, spec: { secretName } } = certificate;
    const sharing = certificates.filter(({ metadata, spec }) => metadata.namespace === namespace && spec.secretName === secretName);
    yield holds('no other Certificate has its Secret', at(certificate), 'cert-manager', sharing.length === 1, names(sharing).join(', '));
  }
  yield* untouched(scene);
}

/** Keys of Secrets of ours, and who wrote our objects. */
function* untouched(scene: Scene): Generator<Claim> {
  for (const externalSecret of scene.claimed.ofKind('external-secrets.io', 'ExternalSecret')) {
    const { metadata: { namespace }, spec: { target, data } } = externalSecret;
    const secret = scene.living.find('', 'Secret', namespace, target.name);
    const keys = target.template?.data ? Object.keys(target.template.data) : data.map(({ secretKey }: any) => secretKey);
    yield same('its Secret has these keys and no other', at(externalSecret), makerOf(secret), keys, Object.keys(secret?.data ?? {}));
  }
  for (const manifest of scene.claimed.all) {
    const living: any = scene.living.find(manifest.apiVersion.split('/').slice(0, -1).join('/'), manifest.kind, manifest.metadata.namespace, manifest.metadata.name);
    if (!living?.metadata.managedFields || /^Percona/.test(manifest.kind)) continue;
    // it was there first, and made the very same one
    if (manifest.kind === 'Certificate' && manifest.metadata.namespace === LATE_MYSQL) continue;
    const others = living.metadata.managedFields.filter(({ manager }: any) => /percona/.test(manager));
    yield holds('no operator of Percona\'s writes it', at(manifest), 'its operator', others.length === 0, JSON.stringify(others));
  }
}

/** What the operator makes under names of its own, nothing else in the app can be called. */
export function* engineNameClaims(scene: Scene): Generator<Claim> {
  for (const cast of castsOf(scene)) {
    for (const [group, kind] of NAMED) {
      for (const object of cast.living(group, kind)) {
        if (isOurs(scene, object) || !isOf(cast, object)) continue;
        const { name } = object.metadata;
        yield holds(`the name of ${kind} ${short(name, cast.database)} is kept`, fromOf(cast), cast.operator,
          isReserved(cast.database, kind, cast.database.namespace, name), 'free: an object of the app could have it');
      }
    }
  }
}

/** Written by the library, or made of that by others than the operator. */
function isOurs(scene: Scene, object: any): boolean {
  const { metadata: { namespace, name, annotations = {}, ownerReferences = [] } } = object;
  const certificate = annotations['cert-manager.io/certificate-name'];
  return scene.claimed.find(object.apiVersion.split('/').slice(0, -1).join('/'), object.kind, namespace, name) !== undefined
    || ownerReferences.some(({ kind }: any) => kind === 'ExternalSecret')
    || (certificate !== undefined && scene.claimed.find('cert-manager.io', 'Certificate', namespace, certificate) !== undefined);
}

/** Objects without an owner have its name, and several databases may live in one namespace. */
function isOf({ database: { name }, resource, parts }: EngineCast, object: Manifest): boolean {
  return isOwnedBy(object, resource.kind, name) || parts.some(({ set }) => isOwnedBy(object, 'StatefulSet', set?.metadata.name))
    || new RegExp(`^(internal-)?${name}(-|$)`).test(object.metadata.name);
}
