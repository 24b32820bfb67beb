import { Construct } from 'constructs';
import { PostgresArchiveSettings } from './archive-settings';
import { clusterManifest } from './cnpg';
import { sourceStoreManifest } from './cnpg-backup';
import { instancesPolicy, POSTGRES_PORT } from './cnpg-network';
import { sourceStoreName, verifierManifest } from './cnpg-recovery';
import { declaredBy } from './declared';
import { drillObstacle } from './drill-obstacle';
import { PostgresSettings, postgresSettings } from './postgres-settings';
import { RecoverySettings } from './recovery-settings';
import { verificationJob, verificationMap, verificationPolicy } from './restore-verification-job';
import { restoredProps } from './restored-props';
import { SynchronousReplication } from './synchronous-replication';
import { Rehearsal, RehearsalOptions } from '../contracts/rehearsal';
import { externalSecret } from '../parts/external-secret';
import { addManifest } from '../parts/manifest-object';
import { tcp } from '../parts/network-policy';
import { CREDENTIAL_KEYS } from '../platform/database-namespace';
import { verifierLabels } from '../restore/drill-verification';
import { requireNone } from '../restore/obstacle';
import { DatabaseStorageClass } from '../values/database-storage-class';
import { RecoveryPoint } from '../values/recovery-point';
import { RestoreVerification } from '../values/restore-verification';
import { SecretKeyRef } from '../values/secret-key-ref';
import { Waiver } from '../values/waiver';

export interface PostgresRehearsalProps {
  readonly archive: PostgresArchiveSettings;
  readonly options: RehearsalOptions;
}

/** What stays in the namespace of a drill between its runs, and what each run makes of it. */
export class PostgresRehearsal extends Construct {
  public readonly rehearsal: Rehearsal;
  private readonly settings: PostgresSettings;
  private readonly from: RecoverySettings;

  constructor(scope: Construct, id: string, { archive, options }: PostgresRehearsalProps) {
    super(scope, id);
    requireNone(drillObstacle(archive, options.secretsPresent));
    this.settings = settingsOf(archive, options);
    this.from = this.settings.recovery!;
    const { platform, namespace, storageClass, walStorageClass, tablespaces } = this.settings;
    platform._drillNamespace(namespace);
    [storageClass, walStorageClass, ...tablespaces.map((of) => of.storageClass)].forEach((of) => platform._storageClass(of));
    addManifest(this, 'ObjectStore', sourceStoreManifest(this.settings, this.from, this.secret()));
    this.addPolicies();
    this.rehearsal = this.made(archive);
  }

  /** The Secret with which the archive is entered. Drills share none: each may read what is its own. */
  private secret(): string | undefined {
    const { archive: { store: { provider } }, credentials: { remoteKey, secretName } } = this.from;
    if (remoteKey === undefined) return secretName;
    const name = sourceStoreName(this.settings.name);
    const properties = Object.fromEntries(CREDENTIAL_KEYS[provider].map((key) => [key, key]));
    addManifest(this, 'Credentials', externalSecret({ name, namespace: this.settings.namespace, store: this.settings.platform.secrets!, remoteKey, properties }));
    return name;
  }

  private addPolicies(): void {
    const { settings } = this;
    const verifier = { from: [{ podSelector: { matchLabels: verifierLabels(settings.name) } }], ports: tcp(POSTGRES_PORT) };
    addManifest(this, 'InstancePolicy', instancesPolicy(settings, [verifier]));
    addManifest(this, 'VerificationPolicy', verificationPolicy(settings));
  }

  private made(archive: PostgresArchiveSettings): Rehearsal {
    const { settings, from } = this;
    const { name } = settings;
    const map = addManifest(this, 'Verification', verificationMap(settings, from));
    // seen while a drill runs, it is no database that anybody has to answer for
    const waiver = Waiver.notForProduction(`thrown away by the restore drill of ${archive.settings.namespace}/${archive.settings.name}`);
    const cluster = clusterManifest(settings, { declared: declaredBy(settings, [waiver]), managedRoles: [] });
    const job = verificationJob(settings, from, map.name, SecretKeyRef.of(`${name}-ca`, 'ca.crt'));
    const labels = `cnpg.io/cluster=${name}`;
    return {
      engine: 'postgres',
      objects: [{ api: 'postgresql.cnpg.io/v1', kind: 'clusters', manifest: cluster }],
      verification: [
        // not before the Cluster: the operator may tell it late that the one of an earlier run is gone
        { api: 'postgresql.cnpg.io/v1', kind: 'databaseroles', manifest: verifierManifest(settings) },
        // by a name without a hash: what an older version of the drill left is removed, too
        { api: 'batch/v1', kind: 'jobs', manifest: { ...job, metadata: { ...job.metadata, name: `${name}-verify` } } },
      ],
      jobs: [`${name}-1-full-recovery`],
      // how far the log was replayed stands in the log of the Job's pod
      rights: [{ api: 'v1', kind: 'pods/log', verbs: ['get'] }],
      remains: [
        ...['pods', 'persistentvolumeclaims'].map((kind) => ({ api: 'v1', kind, labels })),
        { api: 'batch/v1', kind: 'jobs', labels },
        { api: 'v1', kind: 'pods', labels: Object.entries(verifierLabels(name)).map(([key, value]) => `${key}=${value}`).join() },
      ],
    };
  }
}

/** The source's settings with one instance, and without anything that writes anywhere or that somebody watches. */
function settingsOf(archive: PostgresArchiveSettings, { name, namespace, assertions, compute, seconds }: RehearsalOptions): PostgresSettings {
  const { props, settings: source, store } = archive;
  const verification = RestoreVerification.of({ assertions: [...assertions] })._within(seconds);
  const restored = restoredProps({ ...archive, store }, namespace, { name, to: RecoveryPoint.latest(), instances: 1, compute, verification });
  const backup = restored.backup && { ...restored.backup, snapshots: undefined, dumps: undefined };
  const settings = postgresSettings({ ...restored, backup, replication: SynchronousReplication.none(), poolers: [] }, namespace);
  const { platform } = props;
  // there is no obstacle
  const throwAway = (of: DatabaseStorageClass) => platform._throwAwayClass(of)!;
  return {
    ...settings,
    backups: undefined,
    monitoring: undefined,
    roles: [],
    parameters: compute ? settings.parameters : source.parameters,
    storageClass: throwAway(source.storageClass),
    walStorageClass: throwAway(source.walStorageClass),
    tablespaces: settings.tablespaces.map((of) => ({ ...of, storageClass: throwAway(of.storageClass) })),
    recovery: { ...settings.recovery!, credentials: store.readOnlyCredentials, thrownAway: true },
  };
}
