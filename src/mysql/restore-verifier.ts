import { endpointsOf } from './endpoints-of';
import { MySqlSettings } from './mysql-settings';
import { componentLabels, customUserSecretName } from './pxc-names';
import { MYSQL_PORT } from './pxc-network';
import { PERCONA_USER } from './pxc-pod';
import { RecoverySettings } from './recovery-settings';
import { Manifest } from '../checklist/manifests';
import { fixedConfigMap } from '../parts/job';
import { tcp } from '../parts/network-policy';
import { program } from '../parts/program';
import { RESTRICTED_CONTAINER } from '../parts/restricted';
import { RestoreVerifier } from '../restore/restore-job';
import { RecoveryPoint, RecoveryPointKind } from '../values/recovery-point';
import { SecretKeyRef } from '../values/secret-key-ref';

const DIRECTORY = '/verification';
const SCRIPT = 'verify-mysql-restore.sh';

/** User that looks at the restored database. Its name is the database's own: a user of this name that came with the data would keep another password. */
export function verifierUser(cluster: string): string {
  return `verifies_${cluster.replace(/-/g, '_')}`;
}

/** One entry of `spec.users`: it reads, and the operator makes its password up, in a Secret of its own (getUserSecret in users_custom.go, 1.20). */
export function verifierEntry({ name, databases }: MySqlSettings): object {
  return { name: verifierUser(name), dbs: [...databases], hosts: ['%'], grants: ['SELECT'] };
}

/** What is asked: the script, and for each assertion a statement, its database, and how old its time may be. */
export function verificationMap(of: MySqlSettings, { verification, to }: RecoverySettings): Manifest {
  const entries = verification.assertions.flatMap(({ statement, database, withinSeconds }, i): Array<[string, string]> => {
    const number = String(i + 1).padStart(3, '0');
    return [
      [`${number}.sql`, statement],
      [`${number}.database`, database ?? of.databases[0]],
      ...(withinSeconds === undefined ? [] : [[`${number}.within`, String(withinSeconds)] as [string, string]]),
    ];
  });
  return fixedConfigMap(`${of.name}-verify`, of.namespace, {
    [SCRIPT]: program(SCRIPT), 'database': of.databases[0], 'recovery-point': momentOf(to), ...Object.fromEntries(entries),
  });
}

export function restoreVerifier(of: MySqlSettings, map: string, ca: SecretKeyRef): RestoreVerifier {
  const { name } = of;
  const { host, port } = endpointsOf(of).readWrite;
  const environment = {
    MYSQL_HOST: host,
    MYSQL_TCP_PORT: String(port),
    MYSQL_USER: verifierUser(name),
    MYSQL_PASSWORD_FILE: '/etc/identity/password',
    MYSQL_SSL_MODE: 'VERIFY_IDENTITY',
    MYSQL_SSL_CA: '/etc/ca/ca.crt',
  };
  return {
    user: PERCONA_USER,
    container: {
      name: 'verify',
      // the database's own image has bash and the client of its version
      image: of.image,
      command: ['bash', `${DIRECTORY}/${SCRIPT}`, DIRECTORY],
      env: Object.entries(environment).map(([variable, value]) => ({ name: variable, value })),
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
      securityContext: RESTRICTED_CONTAINER,
      volumeMounts: ['verification', 'ca', 'identity'].map((of_) => ({ name: of_, mountPath: of_ === 'verification' ? DIRECTORY : `/etc/${of_}`, readOnly: true })),
    },
    volumes: [
      { name: 'verification', configMap: { name: map } },
      // they come with the database, for which the pod waits before: without them it would not start, and nobody would say why
      { name: 'ca', secret: { secretName: ca.name, items: [{ key: ca.key, path: 'ca.crt' }], optional: true } },
      { name: 'identity', secret: { secretName: customUserSecretName(name), items: [{ key: verifierUser(name), path: 'password' }], optional: true, defaultMode: 0o440 } },
    ],
    egress: toDatabase(of),
  };
}

function toDatabase({ name, proxy: { component } }: MySqlSettings): object[] {
  return [{ to: [{ podSelector: { matchLabels: componentLabels(name, component) } }], ports: tcp(MYSQL_PORT) }];
}

/** What a time is compared with: the moment that was restored, or the one at which the restore began; in a drill, at which the verification did. */
function momentOf({ kind, value }: RecoveryPoint): string {
  return kind === RecoveryPointKind.TIME ? value! : 'now';
}
