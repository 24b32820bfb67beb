import { Construct } from 'constructs';
import { communityManifest } from './community';
import { communityAccess, communityAccount } from './community-access';
import { communityDrillJob, communityRestorePolicy, restoreProgramsMap } from './community-restore-job';
import { declaredBy } from './declared';
import { drillObstacle } from './drill-obstacle';
import { dumpSecret, DUMP_USER } from './dump-cron-job';
import { MONGO_PORT } from './endpoints-of';
import { memberLabels } from './instance-labels';
import { membersPolicy } from './mongo-network';
import type { MongoRehearsalProps } from './mongo-rehearsal';
import { MongoSettings } from './mongo-settings';
import { operatorSecrets, reserveOperatorNames } from './operator-names';
import { MongoRecoverySettings } from './recovery-settings';
import { remoteKeyOf } from './remote-key';
import { communityVerifierUser, mongoVerifier, verificationMap, verifierSecrets } from './restore-verifier';
import { mongoCertificate } from './server-certificate';
import { thrownAway } from './thrown-away';
import { Rehearsal } from '../contracts/rehearsal';
import { externalSecret } from '../parts/external-secret';
import { addManifest, reserveName, shareManifest } from '../parts/manifest-object';
import { tcp } from '../parts/network-policy';
import { CREDENTIAL_KEYS } from '../platform/database-namespace';
import { requireNone } from '../restore/obstacle';
import { restorerLabels, restorerName } from '../restore/restore-job';
import { Waiver } from '../values/waiver';

const CLUSTERS = { api: 'mongodbcommunity.mongodb.com/v1', kind: 'mongodbcommunity' };
/** Volumes of the only member (MongoDB Controllers for Kubernetes 1.10.0, mongodb-community-operator/api/v1, DataVolumeName and LogsVolumeName). */
const VOLUMES = ['data-volume', 'logs-volume'];

/** Likewise of MongoDB's own operator: what stays in the namespace of a drill between its runs, and what each run makes of it. */
export class CommunityRehearsal extends Construct {
  public readonly rehearsal: Rehearsal;
  private readonly settings: MongoSettings;
  private readonly from: MongoRecoverySettings;

  constructor(scope: Construct, id: string, { source, options }: MongoRehearsalProps) {
    super(scope, id);
    requireNone(drillObstacle(source, options.secretsPresent));
    this.settings = thrownAway(source, options);
    this.from = this.settings.recovery!;
    const { platform, namespace, storageClass } = this.settings;
    platform._drillNamespace(namespace);
    platform._storageClass(storageClass);
    reserveOperatorNames(this, this.settings);
    this.addMembers();
    this.addIdentity();
    addManifest(this, 'RestorePolicy', communityRestorePolicy(this.settings, this.from));
    this.rehearsal = this.made(this.credentials());
  }

  /** What the pods of the database run as, show and are reached by, and the password of who looks at it. */
  private addMembers(): void {
    const { settings } = this;
    const { name, namespace, platform: { issuer, secrets } } = settings;
    shareManifest(this, 'Access-ServiceAccount', communityAccount(namespace));
    for (const manifest of communityAccess(settings)) addManifest(this, `Access-${manifest.kind}`, manifest);
    addManifest(this, 'Certificate', mongoCertificate(settings, issuer!));
    addManifest(this, 'Password', externalSecret({
      name: dumpSecret(name), namespace, store: secrets!, remoteKey: remoteKeyOf(settings, DUMP_USER), properties: { password: 'password' },
    }));
    const restorer = { from: [{ podSelector: { matchLabels: restorerLabels(name) } }], ports: tcp(MONGO_PORT) };
    addManifest(this, 'InstancePolicy', membersPolicy(settings, [restorer]));
  }

  private addIdentity(): void {
    const { name, namespace, platform } = this.settings;
    const annotations = platform.backups!.readOnlyCredentials.serviceAccountAnnotations;
    if (annotations) addManifest(this, 'ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: restorerName(name), namespace, annotations } });
  }

  /** The Secret with which the source's store is entered; undefined for an identity. Drills share none: each may read what is its own. */
  private credentials(): string | undefined {
    const { settings: { name: drill, namespace, platform } } = this;
    const { provider, readOnlyCredentials: { remoteKey, secretName } } = platform.backups!;
    if (remoteKey === undefined) return secretName;
    const name = `${drill}-source`;
    const properties = Object.fromEntries(CREDENTIAL_KEYS[provider].map((key) => [key, key]));
    addManifest(this, 'Credentials', externalSecret({ name, namespace, store: platform.secrets!, remoteKey, properties }));
    return name;
  }

  private made(secret: string | undefined): Rehearsal {
    const { settings, from } = this;
    const { name, namespace } = settings;
    const programs = addManifest(this, 'Programs', restoreProgramsMap(settings));
    const verification = addManifest(this, 'Verification', verificationMap(settings, from));
    // seen while a drill runs, it is no database that anybody has to answer for
    const waiver = Waiver.notForProduction(`thrown away by the restore drill of ${from.source.namespace}/${from.source.name}`);
    const cluster = communityManifest(settings, { declared: declaredBy(settings, [waiver]), users: [communityVerifierUser(settings, from)] });
    const job = communityDrillJob(settings, from, { map: programs.name, secret, verifier: mongoVerifier(settings, verification.name) });
    verifierSecrets(name).forEach((of) => reserveName(this, 'Secret', namespace, of));
    const secrets = [...operatorSecrets(settings), ...verifierSecrets(name)];
    const members = selector(memberLabels(settings));
    return {
      engine: 'community',
      objects: [{ ...CLUSTERS, manifest: cluster }],
      recovery: { members, secrets },
      rights: [
        // what nobody removes with a database: its volumes
        { api: 'v1', kind: 'persistentvolumeclaims', verbs: ['delete'], names: VOLUMES.map((volume) => `${volume}-${name}-0`) },
        // and what the next one must not begin with
        { api: 'v1', kind: 'secrets', verbs: ['delete'], names: secrets },
      ],
      // it restores before it looks
      verification: [{ api: 'batch/v1', kind: 'jobs', manifest: job }],
      jobs: [],
      remains: [
        { api: 'apps/v1', kind: 'statefulsets', labels: members },
        ...['pods', 'persistentvolumeclaims'].map((kind) => ({ api: 'v1', kind, labels: members })),
        { api: 'v1', kind: 'pods', labels: selector(restorerLabels(name)) },
      ],
    };
  }
}

function selector(labels: Record<string, string>): string {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`).join();
}
