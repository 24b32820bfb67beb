import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import {
  DatabasePlatform, DatabaseStorageClass, Issuer, LogCollection, Monitoring, NodePool, NodeTuning, ObjectStore, ObjectStoreCredentials,
  OperatorAvailability, SecretStore,
} from 'cdk8s-databases';

/** The platform that all databases of this example share. */
export function acmePlatform(scope: Construct): DatabasePlatform {
  return new DatabasePlatform(scope, 'Platform', {
    storageClass: DatabaseStorageClass.awsEbsGp3({ name: 'database', iops: 4000, throughput: Size.mebibytes(250) }),
    backups: ObjectStore.s3({
      bucket: 'acme-db-backups',
      region: 'eu-central-1',
      credentials: ObjectStoreCredentials.workloadIdentity({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/db-backups' }),
    }),
    secrets: SecretStore.cluster('vault'),
    issuer: Issuer.cluster('internal-ca'),
    nodes: NodePool.dedicated({ label: 'node-type=database', taint: 'dedicated=database:NoSchedule', zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'] }),
    tuning: NodeTuning.daemonSet(),
    monitoring: Monitoring.prometheus({ namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } }),
    logs: LogCollection.podLogs({ 'alloy.grafana.com/instance': 'main' }),
    operators: OperatorAvailability.attested('the app platform/operators, by CloudNativePgOperator and BarmanCloudPlugin'),
  });
}
