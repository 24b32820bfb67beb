import { POSTGRES_PORT } from './cnpg-network';
import { PostgresSettings } from './postgres-settings';
import { Manifest } from '../checklist/manifests';
import { MigrationWayBack } from '../contracts/migratable';
import { MigrationRequest } from '../contracts/migration-side';
import { MANAGED_BY } from '../parts/manifest-object';
import { tcp } from '../parts/network-policy';
import { refuse } from '../values/refusal';
import { VmDatabase } from '../values/vm-database';

/** Name of publication, slot and subscription: a slot's has no dashes (PostgreSQL 18 docs, 26.2.6.1). */
export function sqlNameOf(migration: string): string {
  return migration.replace(/-/g, '_');
}

/** Likewise, of the way back, and of the role that the source replicates with. */
export function wayBackName(migration: string): string {
  return `${sqlNameOf(migration)}_back`;
}

/** Name of the source in `spec.externalClusters`. */
export function externalSourceName(migration: string): string {
  return `${migration}-source`;
}

/** Selects the pod that takes writes (CloudNativePG 1.30, docs/src/labels_annotations.md). */
export function primaryLabels(cluster: string): Record<string, string> {
  return { 'cnpg.io/cluster': cluster, 'cnpg.io/instanceRole': 'primary' };
}

/** An entry of `spec.externalClusters`. What a file holds, the operator adds by itself: `passfile` and `sslrootcert` (pkg/management/external, 1.30). */
export function externalSource(migration: string, { host, port, user, database, credentials, ca }: VmDatabase): object {
  return {
    name: externalSourceName(migration),
    connectionParameters: { host, port: String(port), user, dbname: database, sslmode: ca ? 'verify-full' : 'disable', connect_timeout: '10' },
    password: { name: credentials.name, key: 'password' },
    ...(ca ? { sslRootCert: { name: ca.name, key: ca.key } } : {}),
  };
}

/** The operator's Subscription, which the Job makes; it goes with it, and its slot at the source, too. */
export function subscriptionManifest(of: PostgresSettings, { name: migration, source }: MigrationRequest, database: string): Manifest {
  const { name, namespace } = of;
  const sqlName = sqlNameOf(migration);
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Subscription',
    metadata: { name: migration, namespace, labels: MANAGED_BY },
    spec: {
      cluster: { name },
      name: sqlName,
      dbname: database,
      externalClusterName: externalSourceName(migration),
      publicationName: sqlName,
      publicationDBName: source.database,
      parameters: {
        slot_name: sqlName,
        create_slot: 'true',
        copy_data: 'true',
        // Off by default: the source would forget what only the target's primary has, and a failover would lose it (PostgreSQL 18 docs, CREATE SUBSCRIPTION)
        synchronous_commit: 'on',
      },
      subscriptionReclaimPolicy: 'delete',
    },
  } as Manifest;
}

/** The load balancer by which the machine reaches the primary, and nobody else does. */
export function wayBackService(of: PostgresSettings, { name: migration, source }: MigrationRequest, wayBack: MigrationWayBack): Manifest {
  const { name, namespace } = of;
  const { annotations, loadBalancerClass, port = POSTGRES_PORT } = wayBack;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `${migration}-back`, namespace, ...(annotations ? { annotations: { ...annotations } } : {}) },
    spec: {
      type: 'LoadBalancer',
      ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
      loadBalancerSourceRanges: source.addresses,
      // policies see the machine's address, and not a node's
      externalTrafficPolicy: 'Local',
      selector: primaryLabels(name),
      ports: [{ name: 'postgresql', ...tcp(port)[0], targetPort: POSTGRES_PORT }],
    },
  };
}

/** Adds names to the certificate that the servers show: of the issuer's, or of the operator's own. */
export function addServerNames(cluster: Manifest, certificate: Manifest | undefined, names: readonly string[]): void {
  if (certificate) {
    const { dnsNames } = certificate.spec;
    dnsNames.push(...names.filter((name) => !dnsNames.includes(name)));
    return;
  }
  const { serverAltDNSNames = [], ...certificates } = cluster.spec.certificates ?? {};
  cluster.spec.certificates = { ...certificates, serverAltDNSNames: [...new Set([...serverAltDNSNames, ...names])] };
}

/** Since PostgreSQL 17 a slot can outlive the primary. */
export function slotsSurvive({ major, instances }: PostgresSettings): boolean {
  return major >= 17 && instances > 1;
}

/**
 * Has the replicas keep the slot of the way back, so that a failover does not end it. The operator lets the way back wait until they have what it sends
 * (CloudNativePG 1.30, docs/src/replication.md, "Logical Decoding Slot Synchronization").
 */
export function keepSlots(cluster: Manifest): void {
  const { postgresql, replicationSlots } = cluster.spec;
  const parameters = { ...postgresql.parameters };
  for (const name of ['hot_standby_feedback', 'sync_replication_slots']) {
    if (!['on', 'true', 'yes', '1'].includes(parameters[name] ?? 'on')) {
      refuse(`parameters.${name}`, 'be on in a target with a way back, whose slot is to outlive a failover', parameters[name], 'leave it out');
    }
    parameters[name] = 'on';
  }
  cluster.spec.postgresql = { ...postgresql, parameters };
  const highAvailability = { enabled: true, ...replicationSlots?.highAvailability, synchronizeLogicalDecoding: true };
  cluster.spec.replicationSlots = { ...replicationSlots, highAvailability };
}
