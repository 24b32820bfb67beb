import { Construct } from 'constructs';
import type { MongoReplicaSet } from './mongo-replica-set';
import { BACKUP_RIGHTS, CLUSTERS, recoveryOf, restoreObject } from './psmdb-restore';
import { MongoRecoverySettings } from './recovery-settings';
import { mongoRestoreRunbook } from './restore-runbook';
import { mongoVerifier, verificationMap } from './restore-verifier';
import { namedByContent } from '../parts/job';
import { addManifest, reserveName } from '../parts/manifest-object';
import { OperatorRestore, restoreAccess, restoreJob, restoreMap, restorePolicy, restorerLabels, RestoreVerifier } from '../restore/restore-job';
import { StoreListing } from '../restore/store-listing';

export interface MongoRecoveryProps {
  readonly from: MongoRecoverySettings;
  /** Secret that the source's object store is entered with, in the namespace of the restored database; undefined with an identity. */
  readonly storeSecret: string | undefined;
}

/** What a restored database has besides: who has the operator restore it, once, and looks whether the restore is right. */
export class MongoRecovery extends Construct {
  /** What to do at three in the morning. */
  public readonly runbook: string;
  private readonly database: MongoReplicaSet;
  private readonly from: MongoRecoverySettings;

  constructor(database: MongoReplicaSet, id: string, { from, storeSecret }: MongoRecoveryProps) {
    super(database, id);
    this.database = database;
    this.from = from;
    const restore = this.restoreOf(storeSecret, from.verification.enabled ? this.addVerification() : undefined);
    for (const [object, manifest] of restoreAccess(restore)) addManifest(this, object, manifest);
    const map = addManifest(this, 'Program', restoreMap(restore));
    const job = addManifest(this, 'Job', restoreJob(restore, map.name));
    addManifest(this, 'Policy', restorePolicy(restore));
    this.runbook = mongoRestoreRunbook(database._settings, from, { job: job.name, restore: restore.restore.manifest.metadata.name });
  }

  private restoreOf(storeSecret: string | undefined, verifier: RestoreVerifier | undefined): OperatorRestore {
    const { _settings: of, name, namespace } = this.database;
    const { source, archive: { lost, path }, to, from, verification } = this.from;
    const marker = `${name}-restored`;
    reserveName(this, 'ConfigMap', namespace, marker);
    return {
      engine: 'psmdb',
      name,
      namespace,
      // the same restore has the same name: it is made once
      restore: restoreObject(of, namedByContent(name, [source.namespace, source.name, to.kind, to.value, from?.backupId, ...(lost ? [path] : [])])),
      recovery: { ...recoveryOf(this.from, storeSecret), marker },
      rights: [
        { ...CLUSTERS, verbs: ['get'], names: [name] },
        ...BACKUP_RIGHTS,
        // notes that it was restored, and reads it
        { api: 'v1', kind: 'configmaps', verbs: ['create'] },
        { api: 'v1', kind: 'configmaps', verbs: ['get'], names: [marker] },
      ],
      source: lost ? this.listing(storeSecret!) : { namespace: source.namespace, rights: BACKUP_RIGHTS },
      verifier,
      deadlineSeconds: verification.enabled ? verification.deadlineSeconds : undefined,
      network: of.platform.network,
    };
  }

  /** What there is, is looked up in the store. */
  private listing(secret: string): StoreListing {
    const { archive: { store, path }, to, from } = this.from;
    const { series, replicaSet } = this.database._settings;
    return {
      programs: ['list-mongo-backups.py'], store, path, credentials: store.credentials, secret, to, backup: from?.backupId, series, variables: { REPLICA_SET: replicaSet },
    };
  }

  private addVerification(): RestoreVerifier {
    const { _settings: of, name } = this.database;
    const map = addManifest(this, 'Verification', verificationMap(of, this.from));
    this.database._allowFrom({ podSelector: { matchLabels: restorerLabels(name) } });
    return mongoVerifier(of, map.name);
  }
}
