import { MongoOperator } from './mongo-operator';
import type { MongoSettings } from './mongo-settings';
import { BESIDE, elsewhere, keptVolumes, Obstacle, storeElsewhere } from '../restore/obstacle';

/** Why a database that can be restored cannot be in a namespace of a drill; undefined when it can. */
export function drillObstacle(of: MongoSettings, secretsPresent: boolean): Obstacle | undefined {
  const obstacleOf = of.operator === MongoOperator.PERCONA ? obstacleOfPercona : obstacleOfDumps;
  return keptVolumes(of.platform, [of.storageClass]) ?? obstacleOf(of, secretsPresent);
}

function obstacleOfPercona({ platform }: MongoSettings, secretsPresent: boolean): Obstacle | undefined {
  const { readOnlyCredentials: { secretName, remoteKey } } = platform.backups!;
  const secrets = platform.secrets!;
  // 1.22.0, ValidateBackupInStorage
  if (secretName === undefined) {
    return {
      prop: 'backups.readOnlyCredentials',
      constraint: 'be keys where restoring a MongoReplicaSet is rehearsed',
      got: 'ObjectStoreCredentials.workloadIdentity',
      remedy: 'the operator\'s own pod looks into the store before it restores, and that identity is the database\'s: use ObjectStoreCredentials.secretStore as readOnlyCredentials',
    };
  }
  if (secretsPresent) return undefined;
  if (remoteKey === undefined) {
    return { prop: 'backups.credentials', constraint: BESIDE, got: secretName, remedy: elsewhere('use ObjectStoreCredentials.secretStore, at least as readOnlyCredentials, or ') };
  }
  return secrets.kind === 'SecretStore' ? storeElsewhere(secrets.name) : undefined;
}

/** Of a dump's restore the password of who looks at it comes from the secret store, and the certificate from the platform's issuer. */
function obstacleOfDumps({ platform: { backups, secrets, issuer } }: MongoSettings, secretsPresent: boolean): Obstacle | undefined {
  if (secretsPresent) return undefined;
  const { endpointCa, readOnlyCredentials: { secretName, remoteKey } } = backups!;
  if (secretName !== undefined && remoteKey === undefined) {
    return {
      prop: 'backups.credentials',
      constraint: BESIDE,
      got: secretName,
      remedy: elsewhere('use ObjectStoreCredentials.secretStore or workloadIdentity, at least as readOnlyCredentials, or '),
    };
  }
  if (endpointCa) return { prop: 'backups.endpointCa', constraint: BESIDE, got: endpointCa.name, remedy: elsewhere('') };
  if (secrets!.kind === 'SecretStore') return storeElsewhere(secrets!.name);
  if (issuer!.kind === 'Issuer') {
    return { prop: 'platform.issuer', constraint: 'not be an Issuer that somebody makes in each namespace', got: issuer!.name, remedy: elsewhere('use Issuer.cluster, or ') };
  }
  return undefined;
}

/** Whether a drill needs nothing that is not there. */
export function canBeDrilled(of: MongoSettings): boolean {
  const { operator, backup, dumps, platform: { backups, secrets } } = of;
  if (operator === MongoOperator.COMMUNITY) return dumps !== undefined && drillObstacle(of, false) === undefined;
  return backup !== undefined && secrets !== undefined && backups?.endpointCa === undefined && drillObstacle(of, false) === undefined;
}
