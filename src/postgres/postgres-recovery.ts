import { Construct } from 'constructs';
import { sourceStoreManifest } from './cnpg-backup';
import { sourceStoreName, verifierManifest } from './cnpg-recovery';
import type { PostgresCluster } from './postgres-cluster';
import { PostgresSettings } from './postgres-settings';
import { RecoverySettings } from './recovery-settings';
import { restoreRunbook } from './restore-runbook';
import { verificationJob, verificationMap, verificationPolicy } from './restore-verification-job';
import { externalSecret } from '../parts/external-secret';
import { kept } from '../parts/kept';
import { addManifest } from '../parts/manifest-object';
import { CREDENTIAL_KEYS } from '../platform/database-namespace';
import { verifierLabels } from '../restore/drill-verification';

/** What a restored database has besides: where its source lies, and who looks whether the restore is right. */
export class PostgresRecovery extends Construct {
  /** What to do at three in the morning. */
  public readonly runbook: string;
  private readonly database: PostgresCluster;
  private readonly settings: PostgresSettings;
  private readonly from: RecoverySettings;

  constructor(database: PostgresCluster, id: string, from: RecoverySettings) {
    super(database, id);
    this.database = database;
    this.settings = database._settings;
    this.from = from;
    this.addSource();
    const job = from.verification.enabled ? this.addVerification() : undefined;
    this.runbook = restoreRunbook(this.settings, from, job);
  }

  private addSource(): void {
    addManifest(this, 'ObjectStore', kept(sourceStoreManifest(this.settings, this.from, this.secret())));
  }

  /** The Secret with which the source's store is entered: the one of all databases in the namespace, unless the store is another one. */
  private secret(): string | undefined {
    const { archive: { store: { provider } }, credentials } = this.from;
    const { backups, secrets } = this.settings.platform;
    const { remoteKey, secretName } = credentials;
    if (remoteKey === undefined || remoteKey === backups?.credentials.remoteKey) return secretName;
    const name = sourceStoreName(this.database.name);
    const properties = Object.fromEntries(CREDENTIAL_KEYS[provider].map((key) => [key, key]));
    addManifest(this, 'Credentials', kept(externalSecret({ name, namespace: this.database.namespace, store: secrets!, remoteKey, properties })));
    return name;
  }

  /** Returns the name of the Job. */
  private addVerification(): string {
    const { settings, from, database } = this;
    const map = addManifest(this, 'Verification', verificationMap(settings, from));
    addManifest(this, 'Verifier', verifierManifest(settings));
    const job = addManifest(this, 'VerificationJob', verificationJob(settings, from, map.name, database.ca));
    addManifest(this, 'VerificationPolicy', verificationPolicy(settings));
    database._allowFrom({ podSelector: { matchLabels: verifierLabels(database.name) } }, undefined);
    return job.name;
  }
}
