import { TOOLS_IMAGES, TOOLS_USER } from './dump-cron-job';
import { MONGO_PORT } from './endpoints-of';
import { kebab, LONGEST_ANNOTATION } from './identifiers';
import { memberLabels } from './instance-labels';
import { MongoOperator } from './mongo-operator';
import { MongoRole } from './mongo-role';
import { MongoSettings, UserSettings } from './mongo-settings';
import { IMAGE_USER } from './psmdb-security';
import { customUsersSecret } from './system-users';
import { DRILLER } from '../checklist/readers/drills';
import { Endpoint } from '../contracts/endpoint';
import { Right } from '../contracts/rehearsal';
import { dumpsName } from '../parts/dump-cron-job';
import { tcp } from '../parts/network-policy';
import { FailoverDrillSettings, requireBackups, requireKept } from '../restore/failover-drill-settings';
import { DIRECTORY, FailoverProbe, LEDGER, RehearsedFailover } from '../restore/rehearsed-failover';
import { FailoverMethod } from '../values/failover-method';
import { refuse } from '../values/refusal';
import { Schedule } from '../values/schedule';
import { SecretKeyRef } from '../values/secret-key-ref';

const PROBE = 'mongo-failover-probe.js';
const HOME = '/home/probe';

/** Refuses a database that cannot be drilled, and a way that there is not. */
export function requireDrillable(of: MongoSettings, { by }: FailoverDrillSettings): void {
  if (by === FailoverMethod.SWITCHOVER) {
    refuse('by', 'be pod-deletion for MongoDB: who may make a primary step down may do more than a drill should', by, 'leave it out: a member that goes steps down first');
  }
  if (of.recovery) requireKept('MongoReplicaSet', of.name);
  const isPercona = of.operator === MongoOperator.PERCONA;
  if (of.users.some(({ name }) => name === DRILLER) || of.databases.includes(DRILLER)) {
    refuse('source', `have neither user nor database ${DRILLER}, which the drill brings`, of.name, 'rename yours');
  }
  const longest = LONGEST_ANNOTATION - `-${DRILLER}-hash`.length;
  if (isPercona && of.name.length > longest) {
    refuse('source', `have a name of at most ${longest} characters to be drilled`, of.name,
      `shorten it: the operator keeps a hash in the annotation percona.com/<database>-${DRILLER}-hash`);
  }
  if (!isPercona && !of.platform.secrets) {
    refuse('source', 'have a platform with a secret store to be drilled with MongoOperator.COMMUNITY, which makes up no passwords', of.name, 'give the platform `secrets`');
  }
  requireBackups(of);
}

/** The probe's user, who reads and writes a database of its own. */
export function probeUser({ name }: MongoSettings): UserSettings {
  return { name: DRILLER, secretName: `${name}-user-${kebab(DRILLER)}`, roles: [MongoRole.readWrite(DRILLER)] };
}

/** Its entry in `spec.users` of Percona's object: the operator makes its password (getCustomUserSecret in custom_users.go, 1.22.0). */
export function psmdbProbeUser(of: MongoSettings): object {
  const { name, roles } = probeUser(of);
  return { name, db: 'admin', roles: roles.map((role) => ({ name: role.name, db: role.database })) };
}

export function rehearsedFailover(of: MongoSettings, members: readonly Endpoint[], ca: SecretKeyRef): RehearsedFailover {
  const { name, namespace, platform: { network, monitoring } } = of;
  return {
    name,
    namespace,
    network,
    monitoring,
    ...(of.operator === MongoOperator.PERCONA ? percona(of) : community(of)),
    pods: of.pods,
    probe: probe(of, members, ca),
    egress: [{ to: [{ podSelector: { matchLabels: memberLabels(of) } }], ports: tcp(MONGO_PORT) }],
  };
}

/** An hour more than between two, for a backup that takes longer than the one before. */
function longestAge({ schedule }: { readonly schedule: Schedule }): number {
  return schedule.longestGapSeconds + 3600;
}

type OfOperator = Pick<RehearsedFailover, 'engine' | 'programs' | 'recovery' | 'rights'>;
const PROGRAMS = ['members-failover.mjs', PROBE];

function percona({ name, backup }: MongoSettings): OfOperator {
  const api = 'psmdb.percona.com/v1';
  return {
    engine: 'psmdb',
    programs: PROGRAMS,
    recovery: { backupSeconds: longestAge(backup!) },
    rights: [
      { api, kind: 'perconaservermongodbs', names: [name], verbs: ['get'] },
      // they are named after their moments, or by people
      ...['perconaservermongodbbackups', 'perconaservermongodbrestores'].map((kind): Right => ({ api, kind, verbs: ['list'] })),
    ],
  };
}

function community({ name, dumps }: MongoSettings): OfOperator {
  return {
    engine: 'community',
    programs: PROGRAMS,
    recovery: { dumps: dumpsName(name), backupSeconds: longestAge(dumps!) },
    rights: [
      { api: 'mongodbcommunity.mongodb.com/v1', kind: 'mongodbcommunity', names: [name], verbs: ['get'] },
      { api: 'apps/v1', kind: 'statefulsets', names: [name], verbs: ['get'] },
      { api: 'batch/v1', kind: 'cronjobs', names: [dumpsName(name)], verbs: ['get'] },
    ],
  };
}

function probe(of: MongoSettings, members: readonly Endpoint[], ca: SecretKeyRef): FailoverProbe {
  const isPercona = of.operator === MongoOperator.PERCONA;
  // MongoDB's own server image has no mongosh
  const { user, image, secretName, key } = isPercona
    ? { user: IMAGE_USER, image: of.image!, secretName: customUsersSecret(of.name), key: DRILLER }
    : { user: TOOLS_USER, image: TOOLS_IMAGES[of.series], secretName: probeUser(of).secretName, key: 'password' };
  const hosts = members.map(({ host, port }) => `${host}:${port}`).join(',');
  return {
    user,
    image,
    command: ['mongosh', '--nodb', '--norc', '--quiet', `${DIRECTORY}/${PROBE}`],
    env: {
      LEDGER,
      MONGODB_URI: `mongodb://${hosts}/?authSource=admin&replicaSet=${of.replicaSet}&tls=true&tlsCAFile=/etc/ca/ca.crt`,
      MONGODB_DATABASE: DRILLER,
      MONGODB_USER: DRILLER,
      MONGODB_PASSWORD_FILE: '/etc/identity/password',
      // mongosh keeps notes there
      HOME,
    },
    // an estimate: mongosh 2.12 took 130 MiB
    memory: '512Mi',
    volumes: [
      { name: 'ca', mountPath: '/etc/ca', secret: { secretName: ca.name, items: [{ key: ca.key, path: 'ca.crt' }] } },
      // without it the pod would not start, and nobody would say why
      { name: 'identity', mountPath: '/etc/identity', secret: { secretName, optional: true, defaultMode: 0o440, items: [{ key, path: 'password' }] } },
      { name: 'home', mountPath: HOME, emptyDir: { sizeLimit: '64Mi' } },
    ],
  };
}
