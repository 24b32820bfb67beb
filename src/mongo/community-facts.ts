import { fieldsOf } from './community-fields';
import { COMMUNITY_FIXES } from './community-fixes';
import { specOf } from './community-shape';
import { oplogMebibytes, optionAt, readConfiguration, profilerOf, withoutAuthorization } from './configuration-facts';
import { DUMP_ROLES, DUMP_USER } from './dump-cron-job';
import { MONGO_PORT } from './endpoints-of';
import { METRICS_PORT } from './exporter';
import { exporterArguments, exportsProfile, readExported, readMongoAlerts } from './exporter-facts';
import { horizonHosts } from './horizon-facts';
import { communityLabels } from './instance-labels';
import { fromPrometheus } from './psmdb-network-facts';
import { readUsers } from './user-facts';
import { Attested, readDeclared } from '../checklist/annotations';
import { ContainerFacts, CredentialFacts, DatabaseFacts, NetworkFacts, TlsFacts, VolumeFacts } from '../checklist/facts';
import { groupOf, Manifest, Manifests } from '../checklist/manifests';
import { Reader } from '../checklist/reader';
import { fillAlertFor } from '../checklist/readers/alerts';
import { readBudgets } from '../checklist/readers/budgets';
import { readCredential } from '../checklist/readers/credentials';
import { readDrills } from '../checklist/readers/drills';
import { readDumps } from '../checklist/readers/dumps';
import { readKernel } from '../checklist/readers/kernel';
import { Labels } from '../checklist/readers/label-selector';
import { readLogs } from '../checklist/readers/logs';
import { migrationRemarks } from '../checklist/readers/migrations';
import { readPodGroups, toApiServer, toDns } from '../checklist/readers/pod-groups';
import { nodeLabelsOf, spreadOf } from '../checklist/readers/pod-spread';
import { mebibytes } from '../checklist/readers/quantity';
import { readClass } from '../checklist/readers/storage';
import { readServerCertificate } from '../checklist/readers/tls-certificate';
import { constructFixes } from '../parts/construct-fixes';

const NO_BACKUPS = 'Give the platform backups: MongoReplicaSet then dumps the database once a day, and keeps the dumps for 30 days.';

/** Said otherwise of what `MongoReplicaSet` wrote. */
const OWN = {
  'query-insight': 'Give the platform monitoring: MongoReplicaSet then records slow operations and exports how many there are.',
  'backup-scheduled': NO_BACKUPS,
  'log-archived': 'MongoOperator.COMMUNITY archives no oplog, and a restore ends with the newest dump: use MongoOperator.PERCONA, or waive the rule with how much may be lost.',
  'retention-30-days': NO_BACKUPS,
  'recovery-point-objective': 'Dump more often by backup.schedule, use MongoOperator.PERCONA, which archives the oplog, or promise what can be kept in objectives.',
};

/** MongoDB's own MongoDBCommunity and what belongs to it, as facts: the inverse of the writer, for anybody's. */
export const communityReader: Reader = {
  reads: (manifest) => manifest.kind === 'MongoDBCommunity' && groupOf(manifest) === 'mongodbcommunity.mongodb.com',
  read(database: Manifest, among: Manifests): DatabaseFacts {
    const { name, namespace = 'default' } = database.metadata;
    const spec = specOf(database);
    const { waivers = [], workload = {}, objectives, attested = {} } = readDeclared(database);
    const statefulSet = spec.statefulSet?.spec ?? {};
    const pod = statefulSet.template?.spec ?? {};
    const containers: any[] = pod.containers ?? [];
    const podLabels: Labels = { ...statefulSet.template?.metadata?.labels, ...communityLabels(name) };
    const members = membersOf(spec);
    const { instances } = members;
    const isInMemory = optionAt(spec.additionalMongodConfig, 'storage.engine') === 'inMemory';
    const series = [{ namespace, pod: `${name}-0`, rs_nm: name, set: name, cluster: name, job: `${namespace}/${name}` },
      ...['data-volume', 'logs-volume'].map((of): Record<string, string> => ({ namespace, persistentvolumeclaim: `${of}-${name}-0` }))] as Array<Record<string, string>>;
    const placed = { nodeSelector: { ...nodeLabelsOf(pod.affinity?.nodeAffinity), ...pod.nodeSelector }, tolerations: pod.tolerations ?? [] };
    const mongod = containers.find((container) => container.name === 'mongod');
    const dumps = readDumps(database, among);
    const volumes = isInMemory ? [] : volumesOf({ name, namespace, spec }, among, attested);
    const ports = spec.prometheus ? [{ port: spec.prometheus.port ?? METRICS_PORT, name: 'prometheus' }] : [];
    return {
      name,
      namespace,
      kind: database.kind,
      engine: 'mongodb',
      operator: 'MongoDB Controllers for Kubernetes',
      fields: fieldsOf(database),
      fixes: constructFixes(database, { operators: COMMUNITY_FIXES, own: OWN }),
      waivers,
      remarks: [...remarksOf(spec), ...migrationRemarks(among, { namespace, name })],
      ...members,
      ...(isInMemory ? { unkept: 'its data lies in memory (storage.engine: inMemory in spec.additionalMongodConfig) and goes with its pods' } : {}),
      volumes,
      workload,
      objectives,
      // the default since MongoDB 5.0: a write is acknowledged when a majority has it (manual 8.0, Write Concern, Implicit Default)
      replication: { waitsFor: Math.floor(instances / 2), required: true },
      placement: { ...spreadOf(pod, [podLabels]), ...placed },
      budgets: readBudgets(among, { namespace, podLabels, instances: spec.members ?? 0 }),
      backups: { schedules: dumps.map(({ schedule }) => schedule), stores: dumps.map(({ store }) => store), archiveProblem: 'the operator archives no oplog' },
      drills: readDrills(among, { namespace, name }),
      network: networkOf(namespace, spec, podLabels, containers, among, attested),
      credentials: readCredentials(namespace, spec, among, attested),
      tls: readTls(name, namespace, spec, among),
      roles: readUsers((spec.users ?? []).filter((user: any) => dumps.length === 0 || !dumpsAll(user)), spec.security?.roles),
      superuserAccess: withoutAuthorization([spec.additionalMongodConfig]),
      metrics: readExported(among, [{ namespace, podLabels, containers, ports }], series, attested.prometheus),
      alerts: readMongoAlerts(among, instances, series, attested.prometheus),
      logs: readLogs(among, { namespace, podLabels, ...placed, attested: attested.logs }),
      queryInsight: {
        records: profilerOf(spec.additionalMongodConfig), exports: exportsProfile(containers) ? 'mongodb_exporter (--collector.profile)' : undefined,
      },
      containers: containersOf(containers),
      parameters: readConfiguration({
        configuration: spec.additionalMongodConfig,
        memoryRequest: mongod?.resources?.requests?.memory,
        memoryLimit: mongod?.resources?.limits?.memory ?? (mongod?.resources?.limits ? undefined : OPERATORS.limits.memory),
        dataMebibytes: volumes[0]?.mebibytes ?? 0,
      }),
      kernel: readKernel(among, { ...placed, attested: attested.kernel }),
      operators: { needed: [], unneeded: 'the members elect their primary themselves, whether or not the operator runs' },
    };
  },
};

/** Who makes the dumps is no application: it reads everything, and writes nothing of it. */
function dumpsAll({ name, roles = [] }: any): boolean {
  return name === DUMP_USER && roles.every((role: any) => DUMP_ROLES.includes(role.name) && role.db === 'admin');
}

/** Members that vote and may be elected, and why there are none. */
function membersOf({ members = 0, arbiters = 0, memberConfig = [] }: any): Pick<DatabaseFacts, 'instances' | 'arbiters' | 'unreplicated'> {
  // mongodb-kubernetes-operator 0.13.0, validateArbiterSpec
  if (arbiters > 0 && arbiters >= members) return { instances: 0, unreplicated: `the operator refuses ${arbiters} arbiters beside ${members} members` };
  const idle = memberConfig.slice(0, members).filter(({ votes, priority }: any) => votes === 0 || Number(priority ?? 1) === 0).length;
  const unreplicated = `spec.memberConfig takes the vote from ${idle} of ${members}, or keeps them from being elected`;
  return { instances: members - idle, arbiters, ...(idle > 0 ? { unreplicated } : {}) };
}

function remarksOf({ members = 0, arbiters = 0 }: any): string[] {
  const voting = members + arbiters;
  return [
    ...(members > 2 && voting % 2 === 0 ? [`${voting} that vote survive no more than ${voting - 1}: an odd number is enough`] : []),
  ];
}

/** What the operator gives containers that the manifest says nothing of (mongodb-kubernetes-operator 0.13.0, pkg/kube/resourcerequirements). */
const OPERATORS = { requests: { cpu: '0.5', memory: '400M' }, limits: { memory: '500M' } };

/** What it makes of the two claims: the data on 10 GiB, the agent's logs on 2 GiB (0.13.0, dataPvc and logsPvc). */
const CLAIMS: ReadonlyArray<readonly [claim: string, what: string, mebibytes: number]> = [['data-volume', 'data', 10 * 1024], ['logs-volume', 'logs', 2 * 1024]];

interface Community {
  readonly name: string;
  readonly namespace: string;
  readonly spec: any;
}

function volumesOf(
  { name, namespace, spec: { statefulSet, additionalMongodConfig } }: Community,
  among: Manifests, attested: Attested,
): VolumeFacts[] {
  const volumeClaimTemplates: any[] = statefulSet?.spec?.volumeClaimTemplates ?? [];
  return CLAIMS.map(([claim, what, size]) => {
    const given = volumeClaimTemplates.find(({ metadata }: any) => metadata?.name === claim)?.spec;
    const asked = given?.resources?.requests?.storage;
    const sized = asked === undefined ? size : mebibytes(asked);
    return {
      name: what,
      mebibytes: sized,
      storageClass: readClass(among, given?.storageClassName || undefined, attested.storageClasses),
      fillAlert: fillAlertFor(among, { namespace, claim: `${claim}-${name}-0`, prometheus: attested.prometheus }),
      holdsData: what === 'data',
      ...(what === 'data' ? { logMebibytes: oplogMebibytes(additionalMongodConfig, sized) } : {}),
    };
  });
}

/** Requests and limits are taken as a whole, each from the manifest or from the operator (pkg/util/merge, ResourceRequirements). */
function containersOf(containers: readonly any[]): ContainerFacts[] {
  const own = ['mongod', 'mongodb-agent'].map((name) => ({ name, given: containers.find((container) => container.name === name)?.resources, fallback: OPERATORS }));
  const others = containers.filter(({ name }) => name !== 'mongod' && name !== 'mongodb-agent').map(({ name, resources }, i) => ({ name: name ?? `container ${i}`, given: resources, fallback: undefined }));
  return [...own, ...others].map(({ name, given, fallback }) => {
    const { requests = fallback?.requests, limits = fallback?.limits } = given ?? {};
    return { name, cpuRequest: requests?.cpu, memoryRequest: requests?.memory, memoryLimit: limits?.memory };
  });
}

/** The agent's probe writes the pod's annotations, by the API server; the operator itself does not come. */
function networkOf(namespace: string, spec: any, podLabels: Labels, containers: readonly any[], among: Manifests, attested: Attested): NetworkFacts {
  const client = { port: spec.additionalMongodConfig?.['net.port'] ?? spec.additionalMongodConfig?.net?.port ?? MONGO_PORT, name: 'mongodb' };
  const peer = { namespace, podLabels };
  const isMonitored = spec.prometheus !== undefined || exporterArguments(containers) !== '';
  return readPodGroups(among, namespace, [{
    podLabels,
    clientPort: client,
    paths: [
      { what: `members from each other on ${client.port}`, direction: 'ingress', ports: [client], peer },
      { what: `members to each other on ${client.port}`, direction: 'egress', ports: [client], peer },
      ...(isMonitored && attested.prometheus ? [fromPrometheus('members', attested.prometheus.namespace)] : []),
      toDns('members'),
      toApiServer('members'),
    ],
  }]);
}

function readCredentials(namespace: string, { users = [], prometheus }: any, among: Manifests, attested: Attested): CredentialFacts[] {
  const of = (secret: string, purpose: string) => readCredential(among, { namespace, secret, purpose, attested: attested.secrets });
  return [
    ...users.filter((user: any) => user.passwordSecretRef?.name !== undefined).map((user: any) => of(user.passwordSecretRef.name, `user ${user.name}`)),
    ...(prometheus?.passwordSecretRef?.name === undefined ? [] : [of(prometheus.passwordSecretRef.name, 'metrics')]),
  ];
}

function readTls(name: string, namespace: string, spec: any, among: Manifests): TlsFacts {
  const { security, statefulSet, clusterDomain, replicaSetHorizons = [] } = spec;
  const { enabled = false, optional = false, certificateKeySecretRef } = security?.tls ?? {};
  if (!enabled) return { certificate: undefined, missingNames: [], plaintextRefused: false };
  const service = statefulSet?.spec?.serviceName ?? `${name}-svc`;
  const suffix = `svc.${clusterDomain ?? 'cluster.local'}`;
  const secret = certificateKeySecretRef?.name ?? '';
  return { ...readServerCertificate(among, { namespace, secret, services: [`${name}-0.${service}`], hosts: horizonHosts(replicaSetHorizons), suffix }), plaintextRefused: !optional };
}
