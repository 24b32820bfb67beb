import { Construct } from 'constructs';
import { declaredBy } from './declared';
import { requireNoObstacle } from './drill-obstacle';
import { MONGO_PORT } from './endpoints-of';
import { memberLabels } from './instance-labels';
import { membersPolicy } from './mongo-network';
import { MongoSettings, requireCompute } from './mongo-settings';
import { psmdbManifest } from './psmdb';
import { BACKUP_RIGHTS, CLUSTERS, onlyClaim, recoveryOf, restoreObject } from './psmdb-restore';
import { MongoRecoverySettings, mongoRecoverySettings } from './recovery-settings';
import { remoteKeyOf } from './remote-key';
import { mongoVerifier, psmdbVerifierUser, verificationMap, verifierUser } from './restore-verifier';
import { SYSTEM_USERS, systemUsersSecret, systemUsersTemplate } from './system-users';
import { Manifest } from '../checklist/manifests';
import { Rehearsal, RehearsalOptions } from '../contracts/rehearsal';
import { externalSecret } from '../parts/external-secret';
import { addManifest } from '../parts/manifest-object';
import { networkPolicy, NOBODY, tcp, toDns } from '../parts/network-policy';
import { restrictedPod } from '../parts/restricted';
import { PERCONA_KEYS } from '../platform/database-namespace';
import { RecoveryPoint } from '../values/recovery-point';
import { refuse } from '../values/refusal';
import { RestoreVerification } from '../values/restore-verification';
import { Waiver } from '../values/waiver';

export interface MongoRehearsalProps {
  readonly source: MongoSettings;
  readonly options: RehearsalOptions;
}

/** What stays in the namespace of a drill between its runs, and what each run makes of it. */
export class MongoRehearsal extends Construct {
  public readonly rehearsal: Rehearsal;
  private readonly settings: MongoSettings;
  private readonly from: MongoRecoverySettings;

  constructor(scope: Construct, id: string, { source, options }: MongoRehearsalProps) {
    super(scope, id);
    requireNoObstacle(source, options.secretsPresent);
    requireWithinBackups(source, options);
    this.settings = settingsOf(source, options);
    this.from = this.settings.recovery!;
    const { platform, namespace, storageClass } = this.settings;
    platform._drillNamespace(namespace);
    platform._storageClass(storageClass);
    this.addSystemUsers();
    const secret = this.credentials();
    this.addPolicies();
    this.rehearsal = this.made(secret);
  }

  /** The operator's users come back with the data. The Secret stays: were it made with each run, the operator might be first, and make passwords up. */
  private addSystemUsers(): void {
    const { settings: { name, namespace, platform } } = this;
    const remote = Object.fromEntries(Object.keys(SYSTEM_USERS).map((user) => [user, { key: remoteKeyOf(this.settings, user), property: 'password' }]));
    addManifest(this, 'SystemUsers', externalSecret({ name: systemUsersSecret(name), namespace, store: platform.secrets!, remote, template: systemUsersTemplate() }));
  }

  /** The Secret with which the source's store is entered. Drills share none: each may read what is its own. */
  private credentials(): string {
    const { settings: { name: drill, namespace, platform } } = this;
    const { provider, readOnlyCredentials: { remoteKey, secretName } } = platform.backups!;
    if (remoteKey === undefined) return secretName!;
    const name = `${drill}-source`;
    addManifest(this, 'Credentials', externalSecret({ name, namespace, store: platform.secrets!, remoteKey, properties: PERCONA_KEYS[provider] }));
    return name;
  }

  private addPolicies(): void {
    const { settings } = this;
    const { name, namespace, platform: { network } } = settings;
    const verifier = { from: [{ podSelector: { matchLabels: verifierLabels(name) } }], ports: tcp(MONGO_PORT) };
    addManifest(this, 'InstancePolicy', membersPolicy(settings, [verifier]));
    addManifest(this, 'VerificationPolicy', networkPolicy({
      name: `${name}-verify`,
      namespace,
      podSelector: { matchLabels: verifierLabels(name) },
      ingress: NOBODY,
      egress: [{ to: [{ podSelector: { matchLabels: memberLabels(settings) } }], ports: tcp(MONGO_PORT) }, toDns(network.nodeLocalDns)],
    }));
  }

  private made(secret: string): Rehearsal {
    const { settings, from } = this;
    const { name } = settings;
    const map = addManifest(this, 'Verification', verificationMap(settings, from));
    // seen while a drill runs, it is no database that anybody has to answer for
    const waiver = Waiver.notForProduction(`thrown away by the restore drill of ${from.source.namespace}/${from.source.name}`);
    const cluster = psmdbManifest(settings, {
      declared: declaredBy(settings, [waiver]), users: [psmdbVerifierUser(verifierUser(settings, from))], storeSecret: secret,
    });
    const members = Object.entries(memberLabels(settings)).map(([key, value]) => `${key}=${value}`).join();
    return {
      engine: 'psmdb',
      objects: [{ ...CLUSTERS, manifest: cluster }],
      restores: [restoreObject(settings, name)],
      recovery: recoveryOf(from, secret),
      rights: [
        ...BACKUP_RIGHTS,
        // what the operator keeps of a database that is gone
        { api: 'v1', kind: 'persistentvolumeclaims', verbs: ['delete'], names: [onlyClaim(name)] },
        { api: 'v1', kind: 'secrets', verbs: ['delete'], names: [`internal-${name}-users`] },
      ],
      sourceRights: BACKUP_RIGHTS,
      verification: [{ api: 'batch/v1', kind: 'jobs', manifest: verificationJob(settings, map.name) }],
      jobs: [],
      remains: [
        ...['pods', 'persistentvolumeclaims'].map((kind) => ({ api: 'v1', kind, labels: members })),
        { api: 'v1', kind: 'pods', labels: Object.entries(verifierLabels(name)).map(([key, value]) => `${key}=${value}`).join() },
      ],
    };
  }
}

/** Labels of the pods that look at a database. */
function verifierLabels(name: string): Record<string, string> {
  return { 'cdk8s-databases.io/verifies': name };
}

function verificationJob(of: MongoSettings, map: string): Manifest {
  const { user, container, volumes } = mongoVerifier(of, map);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `${of.name}-verify`, namespace: of.namespace },
    spec: {
      // a pod that is evicted, or whose node is lost, is no verdict
      backoffLimit: 6,
      podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'verify', operator: 'In', values: [11, 12, 13, 14, 15] } }] },
      activeDeadlineSeconds: of.recovery!.verification.deadlineSeconds,
      template: {
        metadata: { labels: verifierLabels(of.name) },
        spec: { restartPolicy: 'Never', automountServiceAccountToken: false, securityContext: restrictedPod(user), containers: [container], volumes },
      },
    },
  };
}

/** What is restored is as old as the newest backup. */
function requireWithinBackups({ backup }: MongoSettings, { assertions }: RehearsalOptions): void {
  const gap = backup!.schedule.longestGapSeconds;
  const narrow = assertions.find(({ withinSeconds }) => withinSeconds !== undefined && withinSeconds < gap);
  if (narrow) {
    refuse('assertions', `allow the time between two backups (${gap} s) in a drill of MongoDB, which restores no oplog`, `RestoreAssertion.newest within ${narrow.withinSeconds} s`,
      'give that time, and what a backup takes, as `within`');
  }
}

/** The source's settings with one instance, and without anything that writes anywhere or that somebody watches. */
function settingsOf(source: MongoSettings, { name, namespace, assertions, compute, seconds }: RehearsalOptions): MongoSettings {
  const { platform, storageClass } = source;
  if (compute) requireCompute(compute);
  const service = `${name}-${source.replicaSet}`;
  const verification = RestoreVerification.of({ assertions: [...assertions] })._within(seconds);
  return {
    ...source,
    name,
    namespace,
    service,
    pods: [`${service}-0`],
    instances: 1,
    compute: compute ?? source.compute,
    // there is no obstacle
    storageClass: platform._throwAwayClass(storageClass)!,
    users: [],
    objectives: undefined,
    workload: undefined,
    recovery: { ...mongoRecoverySettings(source, { name, to: RecoveryPoint.latest(), verification }), thrownAway: true },
  };
}
