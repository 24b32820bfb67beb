import { EVERYTHING } from './mysql-privileges';
import { MySqlSettings } from './mysql-settings';
import { backup, restoreOnly } from './pxc-backup';
import { exporterContainer } from './pxc-exporter';
import { certificateNames, namesBesideOperators, serverSecretName, systemSecretName } from './pxc-names';
import { CONTAINER_SECURITY, placement, POD_SECURITY } from './pxc-pod';
import { channelsOf, foreignCa } from './pxc-replication';
import { UserSettings } from './user-settings';
import { Declared, declarationAnnotations } from '../checklist/annotations';
import { Manifest } from '../checklist/manifests';
import { PMM_RESOURCES, PMM_USER } from '../parts/pmm';
import { quantity } from '../parts/quantity';

const HAPROXY = 'docker.io/percona/haproxy:2.8.18-1';
const PROXYSQL = 'docker.io/percona/proxysql2:2.7.3-1.3';
const PMM_CLIENT = 'docker.io/percona/pmm-client:3.8.0';

/** While it restores, the operator writes into the object: stopped, one instance, no proxy. Flux makes it, and leaves it alone from then on. */
const ONLY_ONCE = { 'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent' };

/** What else the object names that exists or not. */
export interface ClusterSatellites {
  /** Secret with which the object store is entered; undefined backs up nothing. */
  readonly storeSecret?: string;
  readonly declared: Declared;
  /** Written as it is when the app is synthesized, so that grants can still add users. */
  readonly users: object[];
}

/** The operator's object. Written for Percona XtraDB Cluster operator 1.20.0; deploy/crd.yaml has the fields, deploy/cr.yaml what they are for. */
export function clusterManifest(of: MySqlSettings, with_: ClusterSatellites): Manifest {
  const { proxy } = of;
  return {
    apiVersion: 'pxc.percona.com/v1',
    kind: 'PerconaXtraDBCluster',
    metadata: {
      name: of.name,
      namespace: of.namespace,
      annotations: { ...declarationAnnotations(with_.declared), ...(of.recovery ? ONLY_ONCE : {}) },
      // the last instance that goes is the one with all of the data; what is thrown away takes the operator's certificates along
      finalizers: [of.recovery?.thrownAway ? 'percona.com/delete-ssl' : 'percona.com/delete-pxc-pods-in-order'],
    } as Manifest['metadata'],
    spec: {
      crVersion: '1.20.0',
      // what a patch makes of it is refused when it is applied, and not in a log later (pkg/webhook, 1.20.0)
      enableCRValidationWebhook: true,
      secretsName: of.systemUsers?.name ?? systemSecretName(of.name),
      ...tls(of),
      ...foreignCa(of),
      ...unsafeFlags(of),
      ...(of.canGrow ? { storageScaling: { enableVolumeScaling: true } } : {}),
      updateStrategy: 'SmartUpdate',
      // a new version comes with the code, and with nothing else
      upgradeOptions: { apply: 'disabled' },
      initContainer: { containerSecurityContext: CONTAINER_SECURITY },
      pxc: pxc(of),
      [proxy.component]: proxyOf(of),
      // a replica gets them from its source
      ...(of.replica?.follows ? {} : { users: with_.users }),
      ...backupOf(of, with_.storeSecret),
      ...(of.pmm ? { pmm: pmm(of.pmm.serverHost) } : {}),
    },
  };
}

function backupOf(of: MySqlSettings, storeSecret: string | undefined): object {
  const { platform: { backups }, recovery } = of;
  if (backups && storeSecret !== undefined) return { backup: backup(of, backups, storeSecret) };
  return recovery ? { backup: restoreOnly(of) } : {};
}

/** One entry of `spec.users`. */
export function customUser({ name, secretName, databases, privileges }: UserSettings): object {
  // MySQL shows all of them as ALL PRIVILEGES: written out, they would be granted again in each round (userChanged in users_custom.go, 1.20)
  const grants = EVERYTHING.every((privilege) => privileges.includes(privilege)) ? ['ALL'] : [...privileges];
  return { name, dbs: [...databases], hosts: ['%'], grants, passwordSecretRef: { name: secretName, key: 'password' } };
}

/**
 * With an issuer the operator makes no certificates of its own when ours are late (createSSLManualy in tls.go, 1.20). One certificate for servers and
 * proxies: clients see the internal one behind HAProxy, the other one at ProxySQL. The names are for a Certificate that the operator made first.
 */
function tls({ name, namespace, platform: { issuer: signs, network }, proxy, source, recovery }: MySqlSettings): object {
  // one of the operator's goes with the database
  const issuer = recovery?.thrownAway ? undefined : signs;
  const names = certificateNames({ name, namespace, clusterDomain: network.clusterDomain, proxy: proxy.component, hosts: source?.hosts });
  const SANs = namesBesideOperators(name, namespace, names);
  if (!issuer) return { tls: { enabled: true, SANs } };
  return {
    sslSecretName: serverSecretName(name),
    sslInternalSecretName: serverSecretName(name),
    tls: { enabled: true, SANs, issuerConf: { name: issuer.name, kind: issuer.kind, group: 'cert-manager.io' } },
  };
}

/** Only where a waiver let such sizes through. */
function unsafeFlags({ instances, proxy }: MySqlSettings): object {
  const flags = { ...(instances < 3 ? { pxcSize: true } : {}), ...(proxy.instances < 2 ? { proxySize: true } : {}) };
  return Object.keys(flags).length > 0 ? { unsafeFlags: flags } : {};
}

function pxc(of: MySqlSettings): object {
  return {
    size: of.instances,
    image: of.image,
    // a node that cannot reach the registry starts what it has; the tag is pinned
    imagePullPolicy: 'IfNotPresent',
    autoRecovery: true,
    configuration: configuration(of.parameters),
    resources: of.compute._resources(),
    ...placement(of, 'pxc'),
    podDisruptionBudget: { maxUnavailable: 1 },
    podSecurityContext: POD_SECURITY,
    containerSecurityContext: CONTAINER_SECURITY,
    // time to write out the buffer pool and to leave the cluster: the operator's default
    gracePeriod: 600,
    volumeSpec: volume(of, of.dataMebibytes),
    ...channelsOf(of),
    ...(of.platform.monitoring && !of.recovery?.thrownAway ? { sidecars: [exporterContainer(of.name)] } : {}),
  };
}

/** A section of my.cnf, read after the image's node.cnf and the operator's autotuned values (/etc/my.cnf of the image). */
export function configuration(parameters: Readonly<Record<string, string>>): string {
  return ['[mysqld]', ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`), ''].join('\n');
}

function volume({ storageClass }: MySqlSettings, mebibytes: number): object {
  return {
    persistentVolumeClaim: { storageClassName: storageClass.name, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: quantity(mebibytes) } } },
  };
}

function proxyOf(of: MySqlSettings): object {
  const { component, instances, compute, mebibytes } = of.proxy;
  return {
    enabled: true,
    size: instances,
    image: component === 'haproxy' ? HAPROXY : PROXYSQL,
    imagePullPolicy: 'IfNotPresent',
    resources: compute._resources(),
    // what follows the instances beside it, by shell scripts
    sidecarResources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    ...placement(of, component),
    podDisruptionBudget: { maxUnavailable: 1 },
    podSecurityContext: POD_SECURITY,
    containerSecurityContext: CONTAINER_SECURITY,
    gracePeriod: 30,
    ...(component === 'haproxy'
      // readers stay off the instance that takes the writes, where there is another one
      ? { exposeReplicas: { enabled: true, onlyReaders: of.instances > 1 } }
      : { volumeSpec: volume(of, mebibytes!) }),
  };
}

/** The agent speaks TLS to the server, which takes nothing else; it does not check the name, because it stands beside it (build/pmm-prerun.sh, 1.20). */
function pmm(serverHost: string): object {
  return {
    enabled: true,
    image: PMM_CLIENT,
    imagePullPolicy: 'IfNotPresent',
    serverHost,
    pxcParams: '--tls --tls-skip-verify',
    resources: PMM_RESOURCES,
    containerSecurityContext: { ...CONTAINER_SECURITY, runAsUser: PMM_USER },
  };
}
