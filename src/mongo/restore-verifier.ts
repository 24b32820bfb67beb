import { communityUserOf } from './community';
import { dumpSecret, TOOLS_IMAGES, TOOLS_USER } from './dump-cron-job';
import { endpointsOf, MONGO_PORT } from './endpoints-of';
import { memberLabels } from './instance-labels';
import { MongoOperator } from './mongo-operator';
import { MongoRole } from './mongo-role';
import { MongoSettings, UserSettings } from './mongo-settings';
import { IMAGE_USER } from './psmdb-security';
import { MongoRecoverySettings } from './recovery-settings';
import { serverSecretName } from './server-certificate';
import { METRICS_USER, SYSTEM_USERS, systemUsersSecret } from './system-users';
import { Manifest } from '../checklist/manifests';
import { fixedConfigMap, namedByContent } from '../parts/job';
import { tcp } from '../parts/network-policy';
import { program } from '../parts/program';
import { RESTRICTED_CONTAINER } from '../parts/restricted';
import { RestoreVerifier } from '../restore/restore-job';
import { RecoveryPointKind } from '../values/recovery-point';

const DIRECTORY = '/verification';
const SCRIPT = 'verify-mongo-restore.js';
const PASSWORD = `${SYSTEM_USERS[METRICS_USER]}_PASSWORD`;

/**
 * The user who looks at it: it reads the source's databases and no others. A restore takes all users away that the backup does not have, and the operator makes this one again; its
 * name is no other restore's, because one that came with the backup would keep the password it had. Its password is that of who reads the metrics, which may do less: nobody has
 * to put one into the secret store first.
 */
export function verifierUser(of: MongoSettings, { source, to }: MongoRecoverySettings): UserSettings {
  return {
    // with ten characters the longest name of a database still fits the operator's annotation
    name: namedByContent('look', [of.namespace, of.name, source.namespace, source.name, to.kind, to.value]),
    secretName: systemUsersSecret(of.name),
    roles: of.databases.map((database) => MongoRole.read(database)),
  };
}

/** One entry of `spec.users`. */
export function psmdbVerifierUser({ name, secretName, roles }: UserSettings): object {
  return { name, db: 'admin', passwordSecretRef: { name: secretName, key: PASSWORD }, roles: roles.map((role) => ({ name: role.name, db: role.database })) };
}

/** Likewise of MongoDB's own operator; with the password of who dumps, and names of its own for what the operator makes. */
export function communityVerifierUser(of: MongoSettings, recovery: MongoRecoverySettings): object {
  const { name, roles } = verifierUser(of, recovery);
  return {
    ...communityUserOf(name, dumpSecret(of.name), roles.map((role) => ({ name: role.name, db: role.database }))),
    scramCredentialsSecretName: `${of.name}-verify-login`,
    connectionStringSecretName: `${of.name}-verify-connection`,
  };
}

/** The Secrets that the operator makes of that (mongodb-kubernetes-operator 0.13.0, GetScramCredentialsSecretName and GetConnectionStringSecretName). */
export function verifierSecrets(name: string): string[] {
  return [`${name}-verify-login-scram-credentials`, `${name}-verify-connection`];
}

/** What is asked, and how. */
export function verificationMap(of: MongoSettings, recovery: MongoRecoverySettings): Manifest {
  const { verification, to } = recovery;
  const { members, replicaSet } = endpointsOf(of);
  const isStopped = of.operator === MongoOperator.PERCONA && to.kind === RecoveryPointKind.TIME;
  const asked = {
    hosts: members.map(({ host, port }) => `${host}:${port}`),
    replicaSet,
    user: verifierUser(of, recovery).name,
    database: of.database,
    databases: of.databases,
    // what a time is compared with: the moment that was restored, or the one that RESTORE_BEGAN has; of dumps, the end of the one that was restored
    recoveryPoint: isStopped ? to.value : 'now',
    assertions: verification.assertions.map(({ database, withinSeconds, _asked }) => ({
      database: database ?? of.database, collection: _asked!.table, atLeast: _asked!.atLeast, field: _asked!.column, withinSeconds,
    })),
  };
  return fixedConfigMap(`${of.name}-verify`, of.namespace, { [SCRIPT]: program(SCRIPT), 'verification.json': JSON.stringify(asked, undefined, 2) });
}

export function mongoVerifier(of: MongoSettings, map: string): RestoreVerifier {
  // the database's own image has mongosh, but for that of MongoDB's own operator
  const { image, user, secretName, key } = of.operator === MongoOperator.PERCONA
    ? { image: of.image, user: IMAGE_USER, secretName: systemUsersSecret(of.name), key: PASSWORD }
    : { image: TOOLS_IMAGES[of.series], user: TOOLS_USER, secretName: dumpSecret(of.name), key: 'password' };
  const mount = (name: string, mountPath: string) => ({ name, mountPath, readOnly: name !== 'home' });
  return {
    user,
    container: {
      name: 'verify',
      image,
      command: ['mongosh', '--nodb', '--norc', '--quiet', `${DIRECTORY}/${SCRIPT}`],
      env: Object.entries({ HOME: '/tmp', VERIFICATION: `${DIRECTORY}/verification.json`, PASSWORD_FILE: '/etc/password/password', CA_FILE: '/etc/ca/ca.crt' })
        .map(([name, value]) => ({ name, value })),
      // mongosh is Node.js: 256 MiB were too few for it to start; an estimate
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
      securityContext: RESTRICTED_CONTAINER,
      volumeMounts: [mount('verification', DIRECTORY), mount('password', '/etc/password'), mount('ca', '/etc/ca'), mount('home', '/tmp')],
    },
    volumes: [
      { name: 'verification', configMap: { name: map } },
      // the only key of these Secrets that it sees
      { name: 'password', secret: { secretName, items: [{ key, path: 'password' }] } },
      { name: 'ca', secret: { secretName: serverSecretName(of), items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      // mongosh leaves a log there
      { name: 'home', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
    ],
    egress: [{ to: [{ podSelector: { matchLabels: memberLabels(of) } }], ports: tcp(MONGO_PORT) }],
  };
}
