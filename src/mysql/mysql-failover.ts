import { requireApart } from './identifiers';
import { MySqlSettings } from './mysql-settings';
import { MySqlPrivilege } from './mysql-user';
import { componentLabels, customUserSecretName } from './pxc-names';
import { MYSQL_PORT } from './pxc-network';
import { PERCONA_USER } from './pxc-pod';
import { DRILLER } from '../checklist/readers/drills';
import { Endpoint } from '../contracts/endpoint';
import { tcp } from '../parts/network-policy';
import { FailoverDrillSettings, requireBackups, requireInstances, requireKept } from '../restore/failover-drill-settings';
import { FailoverProbe, RehearsedFailover, shellProbe, shellProbeCommand } from '../restore/rehearsed-failover';
import { FailoverMethod } from '../values/failover-method';
import { refuse } from '../values/refusal';
import { SecretKeyRef } from '../values/secret-key-ref';

/**
 * How long a drill looks after all is well: HAProxy leads writes back to the instance with number 0 within two of its checks, which are 10 s apart, and ends the
 * old sessions within 10 s (build/haproxy_add_pxc_nodes.sh, HA_SERVER_OPTIONS, and hard-stop-after of haproxy-global.cfg, 1.20.0); twice that.
 */
const WATCH_SECONDS = 60;

/** Refuses a database that cannot be drilled, and a way that there is not. */
export function requireDrillable(of: MySqlSettings, { by }: FailoverDrillSettings): void {
  if (by === FailoverMethod.SWITCHOVER) {
    refuse('by', 'be pod-deletion for MySQL: Percona\'s operator has no switchover', by, 'leave it out: the instance leaves the cluster as it does at each update');
  }
  requireInstances(of);
  if (of.recovery) requireKept('MySqlCluster', of.name);
  if (of.replica?.follows) refuse('source', 'take writes: a replica of another site takes none', of.name, 'rehearse the failover of what it follows');
  requireBackups(of);
  if (of.users.some(({ name }) => name === DRILLER) || of.databases.includes(DRILLER)) {
    refuse('source', `have neither user nor database ${DRILLER}, which the drill brings`, of.name, 'rename yours');
  }
  requireApart('source.databases', [...of.databases, DRILLER]);
}

/**
 * The entry of the probe's user in `spec.users`. The operator makes its password, and its database with it (getUserSecret and upsertUserQuery in
 * users_custom.go, 1.20). What takes the lock that the probe reads with is DELETE (MySQL 8.4 manual, 17.7.2.4).
 */
export function probeUser(): { name: string; dbs: string[]; hosts: string[]; grants: string[] } {
  return { name: DRILLER, dbs: [DRILLER], hosts: ['%'], grants: [MySqlPrivilege.SELECT, MySqlPrivilege.INSERT, MySqlPrivilege.DELETE, MySqlPrivilege.CREATE] };
}

export function rehearsedFailover(of: MySqlSettings, { host, port }: Endpoint, ca: SecretKeyRef): RehearsedFailover {
  const { name, namespace, platform: { network, monitoring } } = of;
  const api = 'pxc.percona.com/v1';
  return {
    name,
    namespace,
    network,
    monitoring,
    engine: 'mysql',
    programs: ['members-failover.mjs', ...shellProbe('mysql')],
    recovery: {
      // an hour more, for a backup that takes longer than the one before
      backupSeconds: of.backup.schedule.longestGapSeconds + 3600,
      watchSeconds: WATCH_SECONDS,
    },
    pods: Array.from({ length: of.instances }, (_, i) => `${name}-pxc-${i}`),
    rights: [
      { api, kind: 'perconaxtradbclusters', names: [name], verbs: ['get'] },
      // the operator names each after its moment
      { api, kind: 'perconaxtradbclusterbackups', verbs: ['list'] },
    ],
    probe: probe(of, { host, port, ca }),
    egress: [{ to: [{ podSelector: { matchLabels: componentLabels(name, of.proxy.component) } }], ports: tcp(MYSQL_PORT) }],
  };
}

/** It goes the way of clients. */
function probe(of: MySqlSettings, { host, port, ca }: { readonly host: string; readonly port: number; readonly ca: SecretKeyRef }): FailoverProbe {
  return {
    user: PERCONA_USER,
    // the database's own image has bash and the client of its version (percona-docker, percona-xtradb-cluster-8.4/Dockerfile)
    image: of.image,
    command: shellProbeCommand('mysql'),
    env: {
      MYSQL_HOST: host,
      MYSQL_TCP_PORT: String(port),
      MYSQL_DATABASE: DRILLER,
      MYSQL_USER: DRILLER,
      MYSQL_PASSWORD_FILE: '/etc/identity/password',
      MYSQL_SSL_CA: '/etc/ca/ca.crt',
    },
    volumes: [
      { name: 'ca', mountPath: '/etc/ca', secret: { secretName: ca.name, items: [{ key: ca.key, path: 'ca.crt' }] } },
      {
        name: 'identity',
        mountPath: '/etc/identity',
        // without it the pod would not start, and nobody would say why
        secret: { secretName: customUserSecretName(of.name), optional: true, defaultMode: 0o440, items: [{ key: DRILLER, path: 'password' }] },
      },
    ],
  };
}
