import { Construct } from 'constructs';
import { declaredBy } from './declared';
import { drillObstacle } from './drill-obstacle';
import { MONGO_PORT } from './endpoints-of';
import { memberLabels } from './instance-labels';
import { membersPolicy } from './mongo-network';
import { MongoSettings } from './mongo-settings';
import { psmdbManifest } from './psmdb';
import { BACKUP_RIGHTS, CLUSTERS, onlyClaim, recoveryOf, restoreObject } from './psmdb-restore';
import { MongoRecoverySettings } from './recovery-settings';
import { remoteKeyOf } from './remote-key';
import { mongoVerifier, psmdbVerifierUser, verificationMap, verifierUser } from './restore-verifier';
import { SYSTEM_USERS, systemUsersSecret, systemUsersTemplate } from './system-users';
import { thrownAway } from './thrown-away';
import { Rehearsal, RehearsalOptions } from '../contracts/rehearsal';
import { externalSecret } from '../parts/external-secret';
import { addManifest } from '../parts/manifest-object';
import { tcp } from '../parts/network-policy';
import { PERCONA_KEYS } from '../platform/database-namespace';
import { drillVerificationJob, drillVerificationPolicy, verifierLabels } from '../restore/drill-verification';
import { requireNone } from '../restore/obstacle';
import { refuse } from '../values/refusal';
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
    requireNone(drillObstacle(source, options.secretsPresent));
    requireWithinBackups(source, options);
    this.settings = thrownAway(source, options);
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
    addManifest(this, 'SystemUsers', externalSecret({ name: systemUsersSecret(name), namespace, store: platform.secrets!, remote, template: systemUsersTemplate(this.settings) }));
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
    const { name } = settings;
    const verifier = { from: [{ podSelector: { matchLabels: verifierLabels(name) } }], ports: tcp(MONGO_PORT) };
    addManifest(this, 'InstancePolicy', membersPolicy(settings, [verifier]));
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
    const verifier = mongoVerifier(settings, map.name);
    const verified = { name, namespace: settings.namespace, network: settings.platform.network, deadlineSeconds: from.verification.deadlineSeconds };
    addManifest(this, 'VerificationPolicy', drillVerificationPolicy(verified, verifier));
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
      verification: [{ api: 'batch/v1', kind: 'jobs', manifest: drillVerificationJob(verified, verifier) }],
      jobs: [],
      remains: [
        ...['pods', 'persistentvolumeclaims'].map((kind) => ({ api: 'v1', kind, labels: members })),
        { api: 'v1', kind: 'pods', labels: Object.entries(verifierLabels(name)).map(([key, value]) => `${key}=${value}`).join() },
      ],
    };
  }
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
