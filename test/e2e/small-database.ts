import { ApiObject, App, Chart, JsonPatch, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { variable } from './environment';
import {
  ClusterNetwork, Compute, DatabasePlatform, DatabaseStorageClass, Issuer, ObjectStore, ObjectStoreCredentials, PostgresCluster, PostgresClusterProps,
  PostgresImage, PostgresVersion, SecretStore, Waiver,
} from '../../src';
import { Manifest } from '../../src/checklist/manifests';

/** A platform and one small database for a test cluster, and what a test adds to them. */
export class SmallDatabase {
  public readonly app = new App();
  public readonly chart: Chart;
  public readonly platform: DatabasePlatform;
  public readonly props: PostgresClusterProps;

  /** @param run name of the run: each has an archive of its own */
  constructor(public readonly namespace: string, run: string, more: Partial<PostgresClusterProps> = {}) {
    this.chart = new Chart(this.app, 'chart', { namespace });
    const [endpoint, addresses, image] = [variable('TEST_OBJECT_STORE'), variable('TEST_ADDRESSES'), variable('TEST_IMAGE')];
    this.platform = new DatabasePlatform(this.chart, 'Platform', {
      storageClass: DatabaseStorageClass.awsEbsGp3({ name: `${namespace}-storage` }),
      backups: ObjectStore.s3({ bucket: 'acme-db-backups', prefix: run, endpoint, credentials: ObjectStoreCredentials.secretStore('databases/object-store') }),
      secrets: SecretStore.cluster('vault'),
      issuer: Issuer.cluster('internal-ca'),
      network: ClusterNetwork.of({ apiServer: [addresses], objectStore: [addresses] }),
    });
    this.props = {
      platform: this.platform,
      name: 'small',
      version: PostgresVersion.of(17, PostgresImage.of(image)),
      compute: Compute.of({ cpu: Cpu.millis(200), memory: Size.mebibytes(512) }),
      storage: Size.gibibytes(1),
      walStorage: Size.gibibytes(2),
      instances: 1,
      waivers: [Waiver.notForProduction('a test')],
      ...more,
    };
  }

  public source(): PostgresCluster {
    return new PostgresCluster(this.chart, 'Source', this.props);
  }

  /** The same that `App.synth` writes, without its checklist. */
  public manifests(): Manifest[] {
    return this.app.node.findAll().filter(ApiObject.isApiObject).map((object) => (object as ApiObject).toJson());
  }

  public patch(path: string, ...patches: JsonPatch[]): void {
    ApiObject.of(this.chart.node.findChild(path)).addJsonPatch(...patches);
  }
}
