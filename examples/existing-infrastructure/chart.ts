import { Chart, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  Compute, DatabasePlatform, DatabaseStorageClass, Issuer, LogCollection, Monitoring, NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials,
  OperatorAvailability, PostgresCluster, PostgresVersion, Priority, ReclaimPolicy, SecretRef, SnapshotClass, Waiver, Workload,
} from 'cdk8s-databases';

/** Everything around the database exists already and is referenced by name; what no manifest shows is attested. */
export class ExistingInfrastructureChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'billing' });
    const platform = new DatabasePlatform(this, 'Platform', {
      createNamespaces: false,
      storageClass: DatabaseStorageClass.existing('premium-rwo', {
        reclaimPolicy: ReclaimPolicy.RETAIN, allowVolumeExpansion: true, encrypted: true, iops: 15000, throughput: Size.mebibytes(450),
      }),
      backups: ObjectStore.gcs({
        bucket: 'acme-db-backups',
        credentials: ObjectStoreCredentials.workloadIdentity({ 'iam.gke.io/gcp-service-account': 'db-backups@acme.iam.gserviceaccount.com' }),
      }),
      issuer: Issuer.cluster('corporate-ca'),
      nodes: NodePool.dedicated({
        label: 'workload=database', taint: 'workload=database:NoSchedule', zones: ['europe-west4-a', 'europe-west4-b', 'europe-west4-c'],
      }),
      tuning: NodeTuning.attested({ by: 'machine image db-node-2026-10', sysctls: { 'vm.swappiness': '1', 'vm.dirty_background_bytes': '314572800' } }),
      monitoring: Monitoring.prometheus({ namespace: 'observability', labels: { prometheus: 'main' } }),
      logs: LogCollection.attested('Google Cloud Logging, enabled for the whole cluster'),
      operators: OperatorAvailability.attested('the platform team, namespace cnpg-system, two replicas each on nodes of their own'),
      snapshots: SnapshotClass.existing('pd-snapshots'),
      priority: Priority.existing('business-critical'),
    });
    new PostgresCluster(this, 'Billing', {
      platform,
      name: 'billing',
      version: PostgresVersion.V16,
      compute: Compute.of({ cpu: Cpu.units(4), memory: Size.gibibytes(16) }),
      storage: Size.gibibytes(500),
      workload: Workload.of({ dataSize: Size.gibibytes(350), iops: 8000, throughput: Size.mebibytes(300) }),
      database: 'billing',
      owner: { name: 'billing', password: SecretRef.of('billing-db-password', { managedBy: 'Vault Agent Injector, path database/billing' }) },
      waivers: ['failover-drill', 'restore-drill'].map((rule) =>
        Waiver.of({ rule, reason: 'rehearsed by the on-call team every quarter, last on 2026-10-06' })),
    });
  }
}
