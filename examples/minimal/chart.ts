import { Chart, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Compute, DatabasePlatform, DatabaseStorageClass, PostgresCluster, PostgresVersion, SecretRef, Waiver } from 'cdk8s-databases';

/** The least that makes a database, for a preview: what it lacks is waived one by one, with the reason. */
export class MinimalChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'preview' });
    const platform = new DatabasePlatform(this, 'Platform', { storageClass: DatabaseStorageClass.existing('standard') });
    const waive = (rule: string) => Waiver.of({ rule, reason: 'a preview that nobody watches, deleted with its pull request' });
    new PostgresCluster(this, 'Orders', {
      platform,
      name: 'orders',
      version: PostgresVersion.V17,
      compute: Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(1) }),
      storage: Size.gibibytes(10),
      instances: 1,
      owner: { name: 'app', password: SecretRef.of('orders-app-password', { managedBy: 'the preview pipeline' }) },
      waivers: [
        Waiver.notForProduction('preview of a pull request, filled with made-up data'),
        ...['storage-expandable', 'metrics-and-dashboard', 'alert-rules', 'logs-collected', 'query-insight'].map(waive),
      ],
    });
  }
}
