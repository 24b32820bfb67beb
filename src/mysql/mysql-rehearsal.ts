import { Construct } from 'constructs';
import { MySqlArchiveSettings } from './archive-settings';
import { declaredBy } from './declared';
import { drillObstacle } from './drill-obstacle';
import { MySqlProxy } from './mysql-proxy';
import { MySqlSettings, mySqlSettings } from './mysql-settings';
import { clusterManifest } from './pxc';
import { clusterLabels } from './pxc-names';
import { backupsPolicy, clusterPolicy, MYSQL_PORT, proxyPolicy } from './pxc-network';
import { leftBy, recoveryOf, restoreJobs, restoreOf, secretRights, SOURCE_RIGHTS } from './pxc-restore';
import { RecoverySettings } from './recovery-settings';
import { restoreVerifier, verificationMap, verifierEntry } from './restore-verifier';
import { restoredProps } from './restored-props';
import { sourceCredentials } from './source-credentials';
import { systemUsers } from './system-users';
import { Rehearsal, RehearsalOptions, Right } from '../contracts/rehearsal';
import { addManifest, reserveName } from '../parts/manifest-object';
import { tcp } from '../parts/network-policy';
import { drillVerificationJob, drillVerificationPolicy, verifierLabels } from '../restore/drill-verification';
import { requireNone } from '../restore/obstacle';
import { RecoveryPoint } from '../values/recovery-point';
import { RestoreVerification } from '../values/restore-verification';
import { SecretKeyRef } from '../values/secret-key-ref';
import { shortened } from '../values/shortened';
import { Waiver } from '../values/waiver';

export interface MySqlRehearsalProps {
  readonly archive: MySqlArchiveSettings;
  readonly options: RehearsalOptions;
}

/** What the operator takes for a name of its clusters (clusterNameMaxLen, 1.20). */
const LONGEST_NAME = 22;

/** What stays in the namespace of a drill between its runs, and what each run makes of it. */
export class MySqlRehearsal extends Construct {
  public readonly rehearsal: Rehearsal;
  private readonly settings: MySqlSettings;
  private readonly from: RecoverySettings;

  constructor(scope: Construct, id: string, { archive, options }: MySqlRehearsalProps) {
    super(scope, id);
    requireNone(drillObstacle(archive, options.secretsPresent));
    this.settings = settingsOf(archive, options);
    this.from = this.settings.recovery!;
    const { platform, name, namespace, storageClass } = this.settings;
    platform._drillNamespace(namespace);
    platform._storageClass(storageClass);
    reserveName(this, 'PerconaXtraDBCluster', namespace, name);
    if (!this.settings.systemUsers) addManifest(this, 'SystemUsers', systemUsers(this.settings, platform.secrets!));
    this.addPolicies();
    this.rehearsal = this.made(archive);
  }

  private addPolicies(): void {
    const { settings } = this;
    const verifier = { from: [{ podSelector: { matchLabels: verifierLabels(settings.name) } }], ports: tcp(MYSQL_PORT) };
    addManifest(this, 'ClusterPolicy', clusterPolicy(settings));
    addManifest(this, 'ProxyPolicy', proxyPolicy(settings, [verifier]));
    addManifest(this, 'RestorePolicy', backupsPolicy(settings)!);
  }

  private made(archive: MySqlArchiveSettings): Rehearsal {
    const { settings, from } = this;
    const { secret, external, manifest } = sourceCredentials(settings, from);
    if (manifest) addManifest(this, 'Credentials', manifest);
    const map = addManifest(this, 'Verification', verificationMap(settings, from));
    // seen while a drill runs, it is no database that anybody has to answer for
    const waiver = Waiver.notForProduction(`thrown away by the restore drill of ${archive.settings.namespace}/${archive.settings.name}`);
    const cluster = clusterManifest(settings, { declared: declaredBy(settings, [waiver]), users: [verifierEntry(settings)] });
    // no issuer signs it: the operator's own certificate goes with the database
    const verifier = restoreVerifier(settings, map.name, SecretKeyRef.of(`${settings.name}-ssl-internal`, 'ca.crt'));
    const { namespace, platform: { network } } = settings;
    const verified = { name: settings.name, namespace, network, deadlineSeconds: from.verification.deadlineSeconds };
    addManifest(this, 'VerificationPolicy', drillVerificationPolicy(verified, verifier));
    const restore = restoreOf(settings, from);
    const left = leftBy(settings);
    const labels = (of: Record<string, string>) => Object.entries(of).map(([key, value]) => `${key}=${value}`).join();
    return {
      engine: 'mysql',
      objects: [{ api: 'pxc.percona.com/v1', kind: 'perconaxtradbclusters', manifest: cluster }],
      restores: [restore],
      recovery: { ...recoveryOf(from, secret, external), leaves: left },
      rights: [
        ...secretRights(secret, external),
        // of a Restore that is removed before its end, the operator leaves the Jobs with a finalizer
        { api: 'batch/v1', kind: 'jobs', verbs: ['get', 'patch'], names: restoreJobs(restore) },
        ...left.map(({ api, kind, name }): Right => ({ api, kind, verbs: ['delete'], names: [name] })),
      ],
      sourceRights: SOURCE_RIGHTS,
      verification: [{ api: 'batch/v1', kind: 'jobs', manifest: drillVerificationJob(verified, verifier) }],
      // what it may read of them stands among its rights
      jobs: [],
      remains: [
        ...['pods', 'persistentvolumeclaims'].map((kind) => ({ api: 'v1', kind, labels: labels(clusterLabels(settings.name)) })),
        { api: 'batch/v1', kind: 'jobs', labels: labels(clusterLabels(settings.name)) },
        { api: 'v1', kind: 'pods', labels: labels(verifierLabels(settings.name)) },
      ],
    };
  }
}

/** The source's settings with one instance behind one proxy, and without anything that writes anywhere or that somebody watches. */
function settingsOf(archive: MySqlArchiveSettings, { name, namespace, assertions, compute, seconds }: RehearsalOptions): MySqlSettings {
  const verification = RestoreVerification.of({ assertions: [...assertions] })._within(seconds);
  const asked = { name: shortened(name, LONGEST_NAME), to: RecoveryPoint.latest(), instances: 1, compute, verification };
  const restored = restoredProps(archive, namespace, asked);
  const alone = [Waiver.notForProduction('thrown away')];
  const settings = mySqlSettings({ ...restored, proxy: MySqlProxy.haproxy({ instances: 1 }), pmm: undefined, waivers: alone }, namespace);
  const { platform } = settings;
  return {
    ...settings,
    parameters: compute ? settings.parameters : archive.settings.parameters,
    users: [],
    canGrow: false,
    // there is no obstacle
    storageClass: platform._throwAwayClass(platform.storageClass)!,
    recovery: { ...settings.recovery!, thrownAway: true },
  };
}
