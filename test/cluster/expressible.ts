import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Verdict } from './cnpg-verdicts';
import { fieldsOf, hasAll } from './emitted';
import {
  BaseBackup, Compute, DatabasePlatformProps, DatabaseStorageClass, NodePool, ObjectStore, ObjectStoreCredentials, PitrRestore, PoolerType,
  PostgresClusterProps, PostgresDatabase, PostgresImage, PostgresRole, PostgresVersion, RecoveryPoint, RestoreOptions, Schedule, SnapshotBackup,
  SnapshotClass, SynchronousReplication,
} from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { orders } from '../support/production';
import { written } from '../support/written';

type Props = Partial<PostgresClusterProps> & { readonly platform?: never };
type Platform = Partial<DatabasePlatformProps>;

interface Expression {
  /** How messages that refuse these props begin. */
  readonly refusal: RegExp;
  /** The props where the case has nothing there; left out where these are the usual ones. */
  readonly without?: { readonly props?: Props; readonly platform?: Platform; readonly restore?: Partial<RestoreOptions> };
  /** @param spec what the case has beside the field */
  props?(value: any, spec: any): Props;
  platform?(value: any): Platform;
  /** What a restore of the database says. */
  restore?(value: any): Partial<RestoreOptions>;
}

const POOLERS = [{ type: PoolerType.READ_WRITE }];

/** Which props say what a field of the operator's kinds says. */
const EXPRESSIONS: Record<string, Record<string, Expression>> = {
  Cluster: {
    'metadata.name': { refusal: /^name /, props: (name) => ({ name }) },
    'spec.instances': { refusal: /^instances /, props: (instances) => ({ instances }) },
    'spec.imageName': { refusal: /^(image|version) /, props: (reference) => ({ version: versionOf(reference) }) },
    'spec.bootstrap.initdb': {
      refusal: /^(database|owner) /, props: ({ database, owner }) => ({ database, owner: owner && { name: owner } }), without: { restore: {} },
    },
    'spec.bootstrap.recovery.database': { refusal: /^database /, props: (database) => ({ database }) },
    'spec.bootstrap.recovery.owner': { refusal: /^owner /, props: (name) => ({ owner: { name } }) },
    'spec.bootstrap.recovery.source': { refusal: /^source / },
    'spec.bootstrap.recovery.recoveryTarget.targetTime': { refusal: /^time /, restore: (time) => ({ to: RecoveryPoint.time(time) }) },
    'spec.bootstrap.recovery.recoveryTarget.targetLSN': { refusal: /^lsn /, restore: (lsn) => ({ to: RecoveryPoint.lsn(lsn) }) },
    'spec.bootstrap.recovery.recoveryTarget.targetXID': { refusal: /^(id|from) /, restore: (id) => ({ to: RecoveryPoint.transaction(id) }) },
    'spec.bootstrap.recovery.recoveryTarget.targetName': { refusal: /^(name|from) /, restore: (name) => ({ to: RecoveryPoint.restorePoint(name) }) },
    'spec.bootstrap.recovery.recoveryTarget.backupID': { refusal: /^from /, restore: () => ({ from: BaseBackup.id('20220616T031500') }) },
    'spec.bootstrap.recovery.volumeSnapshots': {
      refusal: /^(data|wal|from) /,
      restore: ({ storage, walStorage }) => ({ from: BaseBackup.snapshot({ data: storage.name, wal: walStorage?.name }) }),
    },
    'spec.externalClusters': { refusal: /^source / },
    'spec.certificates': { refusal: /^issuer /, without: { platform: { issuer: undefined } } },
    'spec.affinity.tolerations': { refusal: /^taint /, platform: ([toleration]) => ({ nodes: nodesWith(toleration), tuning: undefined }) },
    'spec.affinity.enablePodAntiAffinity': { refusal: /^nodes / },
    'spec.affinity.podAntiAffinityType': { refusal: /^nodes / },
    'spec.resources': { refusal: /^compute\b/, props: (resources) => ({ compute: computeOf(resources) }) },
    'spec.storage.size': { refusal: /^storage /, props: (value) => ({ storage: sizeOf(value) }), without: { props: { storage: undefined } } },
    'spec.walStorage.size': { refusal: /^walStorage /, props: (value, { bootstrap }) => (bootstrap?.recovery ? {} : { walStorage: sizeOf(value) }) },
    'spec.tablespaces': {
      refusal: /^tablespaces\b/,
      props: (value) => ({ tablespaces: value.map(({ name, storage }: any) => ({ name, storage: sizeOf(storage.size) })) }),
    },
    'spec.postgresql.parameters': { refusal: /^parameters\b/, props: (parameters) => ({ parameters }) },
    'spec.postgresql.synchronous': {
      refusal: /^replication\b/,
      props: ({ number }) => ({ replication: SynchronousReplication.quorum({ number }) }),
      without: { props: { replication: SynchronousReplication.none() } },
    },
    'spec.primaryLease': { refusal: /^replication\b/, without: { props: { replication: SynchronousReplication.none() } } },
    'spec.managed.roles': {
      refusal: /^roles\b/,
      props: (roles) => ({ roles: roles.map(roleOf) }),
    },
    'spec.plugins': { refusal: /^backups /, without: { platform: { backups: undefined } } },
    'spec.serviceAccountTemplate': { refusal: /^backups /, platform: () => ({ backups: backupsByIdentity() }) },
  },
  ScheduledBackup: {
    'spec.method': {
      refusal: /^backup\.snapshots /,
      props: () => ({ backup: { snapshots: SnapshotBackup.hot({ retention: Duration.days(7) }) } }),
      platform: () => ({ snapshots: SnapshotClass.existing('snapshots') }),
    },
    'spec.schedule': { refusal: /^expression /, props: (value) => ({ backup: { schedule: scheduleOf(value) } }) },
  },
  Pooler: {
    'spec.cluster.name': { refusal: /^name /, props: (name) => ({ name, poolers: POOLERS }) },
    'spec.pgbouncer': { refusal: /^poolers\b/, props: () => ({ poolers: POOLERS }) },
  },
  Database: {
    'spec.extensions': { refusal: /^databases\[0\]\.extensions /, props: (_, spec) => ({ databases: [databaseOf(spec)] }) },
    'spec.schemas': { refusal: /^databases\[0\]\.schemas /, props: (_, spec) => ({ databases: [databaseOf(spec)] }) },
  },
};

/** What ours writes where it says the same with other names or more words. */
const IN_OUR_WORDS: Record<string, object> = {
  'cluster_webhook: initdb alone': { spec: { bootstrap: { initdb: { database: 'app', owner: 'app' } } } },
  'cluster_webhook: database without owner': { spec: { bootstrap: { initdb: { database: 'app', owner: 'app' } } } },
  'cluster_webhook: owner without database': { spec: { bootstrap: { initdb: { database: 'app', owner: 'app' } } } },
  'cluster_webhook: server certificate and its CA': {
    spec: { certificates: { serverCASecret: 'orders-server-tls', serverTLSSecret: 'orders-server-tls' } },
  },
  'cluster_webhook: tag with a build number': { spec: { imageName: 'registry.example.com/postgres:14.4-1' } },
  'cluster_webhook: no WAL sizes': {},
  'cluster_webhook: no extension that the operator manages': {},
  'cluster_webhook: archiving plugin': { spec: { plugins: [{ name: 'barman-cloud.cloudnative-pg.io', isWALArchiver: true }] } },
  'cluster_webhook: service account by template': {
    spec: { serviceAccountTemplate: { metadata: { annotations: { 'example.com/identity': 'orders' } } } },
  },
  'pooler_webhook: neither query nor Secret': { spec: { pgbouncer: { poolMode: 'transaction', authQuery: null, authQuerySecret: null } } },
};

const NEEDS_UNIT = {
  why: 'memory without a unit means another size for each parameter (docs/postgres-parameters.md)', refusal: /^parameters\.\w+ must have a unit /,
};
const PRERELEASE = { why: 'the next release may not read the data of a pre-release', refusal: /^image must be registry\/name:tag / };

/** What the operator takes and ours refuses on purpose. */
export const STRICTER: Record<string, { readonly why: string; readonly refusal: RegExp }> = {
  'cluster_webhook: tag of an alpha': PRERELEASE,
  'cluster_webhook: tag of a beta': PRERELEASE,
  'cluster_webhook: tag of a release candidate': PRERELEASE,
  'cluster_webhook: WAL sizes in order, one without unit, no WAL volume': NEEDS_UNIT,
  'cluster_webhook: WAL sizes in order, one without unit, within the WAL volume': NEEDS_UNIT,
  'cluster_webhook: WAL sizes in order, one with a fraction, just within the WAL volume': NEEDS_UNIT,
  'cluster_webhook: recovery target: time without offset': {
    why: 'a time without a zone is another moment for each reader', refusal: /^time must /,
  },
  'cluster_webhook: recovery from a snapshot, WAL from an object store': {
    why: 'every database has a volume for its log, whose snapshot belongs to that of its data', refusal: /^wal must /,
  },
  'cluster_webhook: WAL volume below the default WAL sizes': {
    why: 'what PostgreSQL keeps of the log does not fit into less than 2 GiB', refusal: /^walStorage must be whole MiB, at least 2048,/,
  },
};

/** What our construct does with props that say what the case says. */
export interface OurVerdict {
  readonly refused?: string;
  readonly manifests: readonly Manifest[];
}

/** The props go through the public API; findings of the checklist, which a waiver covers, are no refusal. */
export function ourVerdict(row: Verdict): OurVerdict {
  const said = saidBy(row);
  try {
    const props = said.map(([of, value]) => (value === undefined ? of.without?.props : of.props?.(value, (row.patch as any).spec)));
    const platforms = said.map(([of, value]) => (value === undefined ? of.without?.platform : of.platform?.(value)));
    // the limits of a provisioner are not the operator's
    const usual: Platform = { storageClass: DatabaseStorageClass.existing('fast') };
    const { app, chart, database } = orders(Object.assign({}, ...props), Object.assign(usual, ...platforms));
    const restores = said.flatMap(([of, value]) => (value === undefined ? of.without?.restore : of.restore?.(value)) ?? []);
    if (restores.length > 0 || recoveryOf(row)) {
      new PitrRestore(chart, 'Restore', { source: database, name: 'restored', to: RecoveryPoint.latest(), ...Object.assign({}, ...restores) });
    }
    return { manifests: written(app) };
  } catch (error) {
    return { refused: (error as Error).message, manifests: [] };
  }
}

/** How a refusal of what the case turns on begins; undefined when props say only parts of it. */
export function refusalOf({ kind, field }: Verdict): RegExp | undefined {
  return expressionOf(kind, field)?.[1].refusal;
}

/** Whether a manifest says what the case says. */
export function shows(row: Verdict, manifest: Manifest): boolean {
  const ours = IN_OUR_WORDS[row.case] ?? (row.inexpressible ? undefined : restoredWords(row));
  if (ours) return hasAll(manifest, ours);
  const fields = new Set(fieldsOf(row.patch));
  return hasAll(manifest, row.patch) && (fields.has(row.field) || !new Set(fieldsOf(manifest)).has(row.field));
}

function recoveryOf({ patch }: Verdict): any {
  return (patch as any).spec?.bootstrap?.recovery;
}

/** Where backups come from follows from the source, and a moment is written in UTC. */
function restoredWords(row: Verdict): object | undefined {
  const { source, recoveryTarget, ...recovery } = recoveryOf(row) ?? {};
  if (!recoveryOf(row)) return undefined;
  const { backupID, targetTime, ...target } = recoveryTarget ?? {};
  if (targetTime) target.targetTime = RecoveryPoint.time(targetTime).value;
  return { spec: { bootstrap: { recovery: { ...recovery, ...(recoveryTarget ? { recoveryTarget: target } : {}) } } } };
}

/** Whether there are props for everything that the case has. */
export function isExpressed({ kind, field, patch }: Verdict): boolean {
  return [...fieldsOf(patch), field].every((path) => expressionOf(kind, path) || leadsToExpression(kind, path));
}

/** The fields of the patch, and the one that it leaves out on purpose, with the props for each. */
function saidBy({ kind, field, patch }: Verdict): Array<[Expression, unknown]> {
  const said = new Map<string, [Expression, unknown]>();
  for (const path of [...new Set([...fieldsOf(patch), field])]) {
    const found = expressionOf(kind, path);
    if (found) said.set(found[0], [found[1], valueAt(patch, found[0])]);
    else if (!leadsToExpression(kind, path)) throw new Error(`there must be props for ${path} of ${kind}, which is written; add them to EXPRESSIONS`);
  }
  return [...said.values()];
}

function expressionOf(kind: string, path: string): [string, Expression] | undefined {
  return Object.entries(EXPRESSIONS[kind] ?? {}).find(([field]) => `${path}.`.replace('[', '.').startsWith(`${field}.`));
}

function leadsToExpression(kind: string, path: string): boolean {
  return Object.keys(EXPRESSIONS[kind] ?? {}).some((field) => field.startsWith(`${path}.`));
}

function valueAt(patch: any, field: string): unknown {
  return field.split('.').reduce((value, key) => value?.[key], patch) ?? undefined;
}

/** The cases turn on the tag, and have no registry. */
function versionOf(reference: string): PostgresVersion {
  const image = PostgresImage.of(`registry.example.com/${reference}`);
  return PostgresVersion.of(image.major, image);
}

/** -1 is no limit. */
function roleOf({ name, connectionLimit: limit }: any): PostgresRole {
  return { name, connectionLimit: limit === -1 ? undefined : limit };
}

function nodesWith({ key, value = '', effect }: any): NodePool {
  return NodePool.dedicated({ label: 'node-type=database', taint: `${key}=${value}:${effect}` });
}

function computeOf({ requests = {}, limits = {} }: any): Compute {
  for (const name of Object.keys(limits)) if (!requests[name]) throw new Error(`no Compute limits ${name} and requests none`);
  return Compute.of({
    cpu: Cpu.units(Number(requests.cpu ?? 2)),
    memory: sizeOf(requests.memory ?? '8Gi'),
    cpuLimit: limits.cpu && Cpu.units(Number(limits.cpu)),
    memoryLimit: limits.memory && sizeOf(limits.memory),
  });
}

function sizeOf(quantity: string): Size {
  const [, amount, unit] = /^(\d+)([GM])i$/.exec(quantity) ?? [];
  if (!unit) throw new Error(`${quantity} is no Size`);
  return unit === 'G' ? Size.gibibytes(Number(amount)) : Size.mebibytes(Number(amount));
}

/** Ours takes five fields and adds the seconds. */
function scheduleOf(cron: string): Schedule {
  return Schedule.cron(cron.replace(/^0 (?=(\S+ ){4}\S+$)/, ''));
}

function databaseOf({ extensions, schemas }: any = {}): PostgresDatabase {
  const names = (objects?: Array<{ name: string }>) => objects?.map(({ name }) => name);
  return { name: 'app', extensions: names(extensions), schemas: names(schemas) };
}

function backupsByIdentity(): ObjectStore {
  return ObjectStore.s3({ bucket: 'acme-backups', credentials: ObjectStoreCredentials.workloadIdentity({ 'example.com/identity': 'orders' }) });
}
