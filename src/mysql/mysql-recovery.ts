import { Construct } from 'constructs';
import type { MySqlCluster } from './mysql-cluster';
import { MySqlSettings } from './mysql-settings';
import { recoveryOf, restoreOf, restoreRights, SOURCE_RIGHTS } from './pxc-restore';
import { RecoverySettings } from './recovery-settings';
import { restoreRunbook } from './restore-runbook';
import { restoreVerifier, verificationMap } from './restore-verifier';
import { sourceCredentials } from './source-credentials';
import { kept } from '../parts/kept';
import { addManifest, reserveName } from '../parts/manifest-object';
import { OperatorRestore, restoreAccess, restoreJob, restoreMap, restorePolicy, restorerLabels, RestoreVerifier } from '../restore/restore-job';
import { RestoreSource } from '../restore/store-listing';

/** What a restored database has besides: who has the operator restore, once, and who looks whether it is right. */
export class MySqlRecovery extends Construct {
  /** What to do at three in the morning. */
  public readonly runbook: string;
  private readonly database: MySqlCluster;
  private readonly settings: MySqlSettings;
  private readonly from: RecoverySettings;

  constructor(database: MySqlCluster, id: string, from: RecoverySettings) {
    super(database, id);
    this.database = database;
    this.settings = database._settings;
    this.from = from;
    const restore = this.restore();
    restoreAccess(restore).forEach(([name, manifest]) => addManifest(this, name, manifest));
    const map = addManifest(this, 'Program', restoreMap(restore));
    const job = addManifest(this, 'Job', restoreJob(restore, map.name));
    addManifest(this, 'NetworkPolicy', restorePolicy(restore));
    this.runbook = restoreRunbook(this.settings, from, { job: job.name, restore: restore.restore.manifest.metadata.name });
  }

  private restore(): OperatorRestore {
    const { settings, from } = this;
    const { name, namespace, platform } = settings;
    const { secret, external, manifest } = sourceCredentials(settings, from);
    if (manifest) addManifest(this, 'Credentials', kept(manifest));
    const marker = `${name}-restored`;
    reserveName(this, 'ConfigMap', namespace, marker);
    return {
      engine: 'mysql',
      name,
      namespace,
      restore: restoreOf(settings, from),
      recovery: { ...recoveryOf(from, secret, external), marker },
      rights: [
        ...restoreRights(settings, secret, external),
        // notes that it was restored, and reads it
        { api: 'v1', kind: 'configmaps', verbs: ['create'] },
        { api: 'v1', kind: 'configmaps', verbs: ['get'], names: [marker] },
      ],
      source: this.source(secret),
      verifier: this.verifier(),
      deadlineSeconds: from.verification.enabled ? from.verification.deadlineSeconds : undefined,
      network: platform.network,
    };
  }

  /** Where it learns which backups there are. */
  private source(secret: string): RestoreSource {
    const { archive: { lost, settings: { namespace, name, series }, store, path }, credentials, to, from } = this.from;
    if (!lost) return { namespace, rights: SOURCE_RIGHTS };
    return { programs: ['list-mysql-backups.py', 'mysql_archive.py'], store, path, credentials, secret, to, backup: from?.backupId, series, variables: { CLUSTER: name } };
  }

  private verifier(): RestoreVerifier | undefined {
    const { settings, from, database } = this;
    if (!from.verification.enabled) return undefined;
    const map = addManifest(this, 'Verification', verificationMap(settings, from));
    database._verify(restorerLabels(settings.name));
    return restoreVerifier(settings, map.name, database.ca);
  }
}
