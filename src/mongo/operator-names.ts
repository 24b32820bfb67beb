import { Construct } from 'constructs';
import { MongoOperator } from './mongo-operator';
import { MongoSettings, REPLSET } from './mongo-settings';
import { arbiterOf, votingPods } from './psmdb-arbiter';
import { customUsersSecret } from './system-users';
import { reserveName } from '../parts/manifest-object';

/** Reserves what the operators make under names of their own. */
export function reserveOperatorNames(database: Construct, of: MongoSettings): void {
  const { name, namespace, service } = of;
  const isPercona = of.operator === MongoOperator.PERCONA;
  reserveName(database, 'Service', namespace, service);
  reserveName(database, 'StatefulSet', namespace, isPercona ? service : name);
  operatorSecrets(of).forEach((secret) => reserveName(database, 'Secret', namespace, secret));
  if (!isPercona) return;
  reserveName(database, 'PodDisruptionBudget', namespace, `${name}-mongod-${REPLSET}`);
  reserveName(database, 'ConfigMap', namespace, `${service}-mongod`);
  if (of.arbiter) {
    reserveName(database, 'StatefulSet', namespace, arbiterOf(of));
    reserveName(database, 'PodDisruptionBudget', namespace, `${name}-arbiter-${REPLSET}`);
  }
  if (of.loadBalancers) votingPods(of).forEach((pod) => reserveName(database, 'Service', namespace, pod));
  // pkg/psmdb/tls: without an issuer, and with one when the operator is faster than cert-manager
  ['ssl', 'ssl-internal', 'ca-cert'].forEach((certificate) => reserveName(database, 'Certificate', namespace, `${name}-${certificate}`));
  ['psmdb-ca-issuer', 'psmdb-issuer'].forEach((issuer) => reserveName(database, 'Issuer', namespace, `${name}-${issuer}`));
}

/** Secrets that it makes: Percona Operator for MongoDB 1.22.0, pkg/apis/psmdb/v1; mongodb-kubernetes-operator 0.13.0, api/v1 and controllers/mongodb_tls.go. */
export function operatorSecrets({ operator, name }: Pick<MongoSettings, 'operator' | 'name'>): string[] {
  return operator === MongoOperator.PERCONA
    ? [customUsersSecret(name), `internal-${name}-users`, `${name}-mongodb-keyfile`, `${name}-mongodb-encryption-key`, `${name}-ssl`, `${name}-ssl-internal`, `${name}-ca-cert`]
    : ['agent-password', 'keyfile', 'config', 'server-certificate-key', 'ca-certificate'].map((use) => `${name}-${use}`);
}
