import { Construct } from 'constructs';
import { communityRestoreJob, communityRestorePolicy, restoreProgramsMap } from './community-restore-job';
import { communityRestoreRunbook } from './community-restore-runbook';
import type { MongoReplicaSet } from './mongo-replica-set';
import { MongoRecoverySettings } from './recovery-settings';
import { mongoVerifier, verificationMap } from './restore-verifier';
import { externalSecret } from '../parts/external-secret';
import { addManifest } from '../parts/manifest-object';
import { CREDENTIAL_KEYS } from '../platform/database-namespace';
import { restorerLabels, restorerName, RestoreVerifier } from '../restore/restore-job';

/** What a database of MongoDB's own operator has besides that is restored from a dump: who fills it, once, and looks whether the restore is right. */
export class CommunityRecovery extends Construct {
  /** What to do at three in the morning. */
  public readonly runbook: string;
  private readonly database: MongoReplicaSet;
  private readonly from: MongoRecoverySettings;

  constructor(database: MongoReplicaSet, id: string, from: MongoRecoverySettings) {
    super(database, id);
    this.database = database;
    this.from = from;
    const settings = database._settings;
    this.addIdentity();
    const map = addManifest(this, 'Programs', restoreProgramsMap(settings));
    const verifier = from.verification.enabled ? this.addVerification() : undefined;
    const job = addManifest(this, 'Job', communityRestoreJob(settings, from, { map: map.name, secret: this.secret(), verifier }));
    addManifest(this, 'Policy', communityRestorePolicy(settings, from));
    database._allowFrom({ podSelector: { matchLabels: restorerLabels(database.name) } });
    this.runbook = communityRestoreRunbook(settings, from, job.name);
  }

  private addIdentity(): void {
    const annotations = this.from.archive.store.readOnlyCredentials.serviceAccountAnnotations;
    const { name, namespace } = this.database;
    if (annotations) addManifest(this, 'ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: restorerName(name), namespace, annotations } });
  }

  /** The Secret with which the source's store is entered: the one of all databases in the namespace, unless reading has another key. */
  private secret(): string | undefined {
    const { provider, readOnlyCredentials: { remoteKey, secretName } } = this.from.archive.store;
    const { platform: { backups, secrets }, name: database, namespace } = this.database._settings;
    if (remoteKey === undefined || (remoteKey === backups?.credentials.remoteKey && provider === backups.provider)) return secretName;
    const name = `${restorerName(database)}-store`;
    const properties = Object.fromEntries(CREDENTIAL_KEYS[provider].map((key) => [key, key]));
    addManifest(this, 'Credentials', externalSecret({ name, namespace, store: secrets!, remoteKey, properties }));
    return name;
  }

  private addVerification(): RestoreVerifier {
    const map = addManifest(this, 'Verification', verificationMap(this.database._settings, this.from));
    return mongoVerifier(this.database._settings, map.name);
  }
}
