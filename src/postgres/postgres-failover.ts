import { serverNameOf } from './archive-settings';
import { objectStoreName } from './cnpg-backup';
import { certificateSecret } from './cnpg-certificate-role';
import { POSTGRES_PORT } from './cnpg-network';
import { PostgresSettings } from './postgres-settings';
import { DRILLER } from '../checklist/readers/drills';
import { Right } from '../contracts/rehearsal';
import { tcp } from '../parts/network-policy';
import { FailoverDrillSettings, requireBackups, requireInstances, requireKept } from '../restore/failover-drill-settings';
import { FailoverProbe, RehearsedFailover, shellProbe, shellProbeCommand } from '../restore/rehearsed-failover';
import { FailoverMethod } from '../values/failover-method';
import { refuse } from '../values/refusal';
import { SecretKeyRef } from '../values/secret-key-ref';

/** The user `postgres` of CloudNativePG's images (postgres-containers, Dockerfile); Node.js runs as any. */
const POSTGRES_USER = 26;
/** An instance keeps its number for as long as its volumes live: so many may be lost, or come and go, in the database's life. */
const LOST_INSTANCES = 30;

/** Refuses a database that cannot be drilled. */
export function requireDrillable(of: PostgresSettings): void {
  requireInstances(of);
  if (of.recovery) requireKept('PostgresCluster', of.name);
  requireBackups(of);
  const names = [...[of.owner, ...of.roles].map((role) => role.name), ...of.databases.map((database) => database.name)];
  if (names.includes(DRILLER)) refuse('source', `have neither role nor database ${DRILLER}, which the drill brings`, of.name, 'rename yours');
}

export function rehearsedFailover(of: PostgresSettings, { name, by }: FailoverDrillSettings, ca: SecretKeyRef): RehearsedFailover {
  const isSwitchover = by === FailoverMethod.SWITCHOVER;
  const { network, monitoring } = of.platform;
  const cluster: Right = { api: 'postgresql.cnpg.io/v1', kind: 'clusters', names: [of.name], verbs: ['get'] };
  return {
    name: of.name,
    namespace: of.namespace,
    network,
    monitoring,
    engine: 'postgres',
    programs: shellProbe('postgres'),
    recovery: {
      objectStore: objectStoreName(of.name),
      serverName: serverNameOf(of),
      // an hour more, for a backup that takes longer than the one before
      backupSeconds: of.backup.schedule.longestGapSeconds + 3600,
    },
    pods: isSwitchover ? undefined : deletablePods(of),
    rights: [
      cluster,
      { api: 'barmancloud.cnpg.io/v1', kind: 'objectstores', names: [objectStoreName(of.name)], verbs: ['get'] },
      ...(isSwitchover ? [{ ...cluster, kind: 'clusters/status', verbs: ['patch'] }] : []),
    ],
    probe: probe(of, name, ca),
    egress: [{ to: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': of.name, 'cnpg.io/podRole': 'instance' } } }], ports: tcp(POSTGRES_PORT) }],
  };
}

/** The operator gives each new instance the next number (CloudNativePG 1.30, pkg/specs/pods.go): so the first ones, and a drill refuses to begin with a primary beyond them. */
function deletablePods({ name, instances }: PostgresSettings): string[] {
  return Array.from({ length: instances + LOST_INSTANCES }, (_, i) => `${name}-${i + 1}`);
}

function probe(of: PostgresSettings, drill: string, ca: SecretKeyRef): FailoverProbe {
  return {
    user: POSTGRES_USER,
    // the database's own image has bash and psql of its version
    image: of.image,
    command: shellProbeCommand('postgres'),
    env: {
      PGHOST: `${of.name}-rw.${of.namespace}.svc`,
      PGPORT: String(POSTGRES_PORT),
      PGDATABASE: DRILLER,
      PGUSER: DRILLER,
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: '/etc/ca/ca.crt',
      PGSSLCERT: '/etc/identity/tls.crt',
      PGSSLKEY: '/etc/identity/tls.key',
    },
    volumes: [
      { name: 'ca', mountPath: '/etc/ca', secret: { secretName: ca.name, items: [{ key: ca.key, path: 'ca.crt' }] } },
      // libpq takes a key that others can read from nobody but root (PostgreSQL docs, libpq, "Client Certificates")
      { name: 'identity', mountPath: '/etc/identity', secret: { secretName: certificateSecret(drill), defaultMode: 0o440 } },
    ],
  };
}
