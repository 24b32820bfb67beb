import { Duration, Size } from 'cdk8s';
import * as fc from 'fast-check';
import {
  CaDistribution, ClusterNetwork, Dashboards, DatabasePlatformProps, DatabaseStorageClass, Issuer, LogCollection, Monitoring, NodePool, NodeTuning,
  ObjectStore, ObjectStoreCredentials, OperatorAvailability, Priority, ReclaimPolicy, SecretKeyRef, SecretRef, SecretStore, SnapshotClass,
} from '../../src';

/** Names of parts that a platform can be made of. Data, so that the same platform can be made twice and a failing one is printed. */
export const PARTS = {
  storageClass: {
    gp3: () => DatabaseStorageClass.awsEbsGp3({ name: 'fast', iops: 6000, throughput: Size.mebibytes(250) }),
    io2: () => DatabaseStorageClass.awsEbsIo2BlockExpress({ name: 'fast', iops: 10_000 }),
    hyperdisk: () => DatabaseStorageClass.gcpHyperdiskBalanced({ name: 'fast', iops: 6000, throughput: Size.mebibytes(250) }),
    premiumV2: () => DatabaseStorageClass.azurePremiumV2({ name: 'fast', iops: 6000, throughput: Size.mebibytes(250) }),
    localNvme: () => DatabaseStorageClass.localNvme({
      name: 'fast', provisioner: 'topolvm.io', allowVolumeExpansion: true, encrypted: true, iops: 50_000, throughput: Size.gibibytes(1),
    }),
    existing: () => DatabaseStorageClass.existing('fast', {
      reclaimPolicy: ReclaimPolicy.RETAIN, allowVolumeExpansion: true, encrypted: true, iops: 20_000, throughput: Size.mebibytes(500),
    }),
  },
  backups: {
    s3: () => ObjectStore.s3({ bucket: 'acme-backups', prefix: 'prod/pg', region: 'eu-west-1', credentials: ObjectStoreCredentials.secretStore('store') }),
    minio: () => ObjectStore.s3({
      bucket: 'backups',
      endpoint: 'https://s3.example.com:9000',
      endpointCa: SecretKeyRef.of('store-ca', 'ca.crt'),
      credentials: ObjectStoreCredentials.secretStore('store'),
    }),
    irsa: () => ObjectStore.s3({
      bucket: 'acme-backups', credentials: ObjectStoreCredentials.workloadIdentity({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/db' }),
    }),
    podIdentity: () => ObjectStore.s3({ bucket: 'acme-backups', credentials: ObjectStoreCredentials.workloadIdentity({}) }),
    gcs: () => ObjectStore.gcs({ bucket: 'acme-backups', credentials: ObjectStoreCredentials.secretStore('store') }),
    gke: () => ObjectStore.gcs({
      bucket: 'acme-backups', credentials: ObjectStoreCredentials.workloadIdentity({ 'iam.gke.io/gcp-service-account': 'db@acme.iam.gserviceaccount.com' }),
    }),
    azure: () => ObjectStore.azureBlob({ account: 'acmebackups', container: 'postgres', credentials: ObjectStoreCredentials.secretStore('store') }),
    azureIdentity: () => ObjectStore.azureBlob({
      account: 'acmebackups', container: 'postgres', credentials: ObjectStoreCredentials.workloadIdentity({ 'azure.workload.identity/client-id': 'b0' }),
    }),
  },
  secrets: {
    cluster: () => SecretStore.cluster('vault'),
    namespaced: () => SecretStore.namespaced('vault', { prefix: 'prod/databases', refreshInterval: Duration.hours(1) }),
  },
  issuer: {
    cluster: () => Issuer.cluster('internal-ca'),
    bundle: () => Issuer.cluster('internal-ca', { distribution: CaDistribution.trustManagerBundle('internal-ca', 'ca.crt') }),
    namespaced: () => Issuer.namespaced('internal-ca'),
    none: () => undefined,
  },
  nodes: {
    threeZones: () => NodePool.dedicated({ label: 'node-type=database', taint: 'dedicated=database:NoSchedule', zones: ['a', 'b', 'c'], nodes: 9 }),
    twoZones: () => NodePool.dedicated({ label: 'example.com/pool=db', taint: 'dedicated=:NoExecute', zones: ['a', 'b'] }),
  },
  tuning: {
    daemonSet: () => NodeTuning.daemonSet(),
    attested: () => NodeTuning.attested({ by: 'machine image', sysctls: { 'vm.swappiness': '1', 'vm.dirty_bytes': '629145600' } }),
  },
  network: {
    unknown: () => undefined,
    known: () => ClusterNetwork.of({
      apiServer: ['10.0.0.0/28', 'fd00::1/128'], objectStore: ['10.1.0.0/16'], nodeLocalDns: ['169.254.20.10/32'], identityEndpoint: ['169.254.170.23/32'],
    }),
    otherNames: () => ClusterNetwork.of({ clusterDomain: 'k8s.example.com', cloudNativePgNamespace: 'operators' }),
  },
  monitoring: {
    labelled: () => Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'prometheus' } }),
    operator: () => Monitoring.prometheus({ namespace: 'monitoring', dashboards: Dashboards.grafanaOperator({ dashboards: 'grafana' }) }),
  },
  logs: {
    attested: () => LogCollection.attested('Alloy on every node'),
    podLogs: () => LogCollection.podLogs({ instance: 'alloy' }),
  },
  operators: {
    attested: () => OperatorAvailability.attested('the platform team'),
  },
  snapshots: {
    made: () => SnapshotClass.of({ name: 'database-snapshots', driver: 'ebs.csi.aws.com' }),
    existing: () => SnapshotClass.existing('snapshots'),
    none: () => undefined,
  },
  priority: {
    made: () => Priority.of({ name: 'database' }),
    existing: () => Priority.existing('important'),
    none: () => undefined,
  },
} as const;

/** Which of the parts above a platform has; a part may be missing where the recipe says so. */
export type PlatformRecipe = { readonly [Part in keyof typeof PARTS]: keyof typeof PARTS[Part] | undefined };

/** Platforms on which a database passes the checklist. */
export const completePlatform = fc.record(Object.fromEntries(
  Object.entries(PARTS).map(([part, choices]) => [part, fc.constantFrom(...Object.keys(choices))]))) as fc.Arbitrary<PlatformRecipe>;

/** Platforms that may lack anything but a storage class. */
export const anyPlatform = fc.record(Object.fromEntries(Object.entries(PARTS).map(([part, choices]) =>
  [part, fc.constantFrom(...Object.keys(choices), ...(part === 'storageClass' ? [] : [undefined]))]))) as fc.Arbitrary<PlatformRecipe>;

export function platformProps(recipe: PlatformRecipe): DatabasePlatformProps {
  const parts: Record<string, Record<string, () => unknown>> = PARTS;
  const props = Object.entries(recipe).map(([part, choice]) => [part, choice && parts[part][choice]()]);
  return Object.fromEntries(props) as unknown as DatabasePlatformProps;
}

/** A Secret that somebody else fills. */
export function managedSecret(name: string): SecretRef {
  return SecretRef.of(name, { managedBy: 'the platform team' });
}
