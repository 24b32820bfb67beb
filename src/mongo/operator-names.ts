import { Construct } from 'constructs';
import { MongoOperator } from './mongo-operator';
import { MongoSettings, REPLSET } from './mongo-settings';
import { customUsersSecret } from './system-users';
import { reserveName } from '../parts/manifest-object';

/** Reserves what the operators make under names of their own. */
export function reserveOperatorNames(database: Construct, of: MongoSettings): void {
  const { name, namespace, service } = of;
  const isPercona = of.operator === MongoOperator.PERCONA;
  reserveName(database, 'Service', namespace, service);
  reserveName(database, 'StatefulSet', namespace, isPercona ? service : name);
  // Percona Operator for MongoDB 1.22.0, pkg/apis/psmdb/v1 and pkg/psmdb/pdb.go; mongodb-kubernetes-operator 0.13.0, api/v1 and controllers/mongodb_tls.go
  const secrets = isPercona
    ? [customUsersSecret(name), `internal-${name}-users`, `${name}-mongodb-keyfile`, `${name}-mongodb-encryption-key`, `${name}-ssl`, `${name}-ssl-internal`, `${name}-ca-cert`]
    : ['agent-password', 'keyfile', 'config', 'server-certificate-key', 'ca-certificate'].map((use) => `${name}-${use}`);
  secrets.forEach((secret) => reserveName(database, 'Secret', namespace, secret));
  if (!isPercona) return;
  reserveName(database, 'PodDisruptionBudget', namespace, `${name}-mongod-${REPLSET}`);
  reserveName(database, 'ConfigMap', namespace, `${service}-mongod`);
  // pkg/psmdb/tls: without an issuer, and with one when the operator is faster than cert-manager
  ['ssl', 'ssl-internal', 'ca-cert'].forEach((certificate) => reserveName(database, 'Certificate', namespace, `${name}-${certificate}`));
  ['psmdb-ca-issuer', 'psmdb-issuer'].forEach((issuer) => reserveName(database, 'Issuer', namespace, `${name}-${issuer}`));
}
