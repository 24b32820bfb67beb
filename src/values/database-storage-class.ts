import { Size } from 'cdk8s';
import { isQualifiedName, requireDnsSubdomain } from './kubernetes-name';
import { ReclaimPolicy } from './reclaim-policy';
import { refuse, requireInteger, requireText } from './refusal';
import { shortened } from './shortened';
import {
  AwsEbsGp3Options, AwsEbsIo2BlockExpressOptions, AzurePremiumV2Options, ExistingStorageClassOptions, GcpHyperdiskBalancedOptions,
  GcpPdSsdOptions, LocalNvmeOptions,
} from './storage-class-options';
import { VolumeBindingMode } from './volume-binding-mode';
import { tryFindLimits } from './volume-limits';
import { performanceWarnings, requireMebibytesPerSecond, requirePerformance, requireVolume, smallestGibibytes, VolumePerformance } from './volume-performance';

/**
 * The class of a database's volumes. One that is made here keeps a volume when its claim is deleted, makes it in the zone of its pod,
 * can enlarge it, and encrypts it where the provider has it.
 *
 * Kubernetes lets nobody change a StorageClass: other numbers are another class, under another name.
 *
 * Numbers that no volume could have are refused; those above what the provider allowed at a known date are a warning with that date.
 */
export class DatabaseStorageClass {
  /**
   * Amazon EBS gp3, encrypted. Parameters: aws-ebs-csi-driver v1.64.0, docs/parameters.md.
   * @throws when the name is malformed, or IOPS and throughput are below what gp3 starts at or do not go together
   */
  public static awsEbsGp3(options: AwsEbsGp3Options): DatabaseStorageClass {
    const performance = performanceOf('ebs.csi.aws.com', 'gp3', options.iops, options.throughput);
    return DatabaseStorageClass.made(options.name, performance, {
      type: 'gp3',
      iops: options.iops,
      throughput: performance.throughput,
      encrypted: true,
      kmsKeyId: optionalText('kmsKeyId', options.kmsKeyId, 'give the full ARN of the key, or leave it out'),
    });
  }

  /**
   * Amazon EBS io2, encrypted. Every io2 volume is Block Express since April 2025; the driver's `blockExpress` parameter is deprecated and
   * not written. Parameters: aws-ebs-csi-driver v1.64.0, docs/parameters.md.
   * @throws when the name is malformed, or the IOPS are below what io2 starts at
   */
  public static awsEbsIo2BlockExpress(options: AwsEbsIo2BlockExpressOptions): DatabaseStorageClass {
    requireInteger('iops', options.iops, 100, Number.MAX_SAFE_INTEGER, 'io2 is provisioned by IOPS: say how many');
    const performance = performanceOf('ebs.csi.aws.com', 'io2', options.iops);
    return DatabaseStorageClass.made(options.name, performance, {
      type: 'io2',
      iops: options.iops,
      encrypted: true,
      kmsKeyId: optionalText('kmsKeyId', options.kmsKeyId, 'give the full ARN of the key, or leave it out'),
    });
  }

  /**
   * Google Persistent Disk `pd-ssd`: IOPS grow with the volume. Parameters: gcp-compute-persistent-disk-csi-driver v1.20.0, README.md.
   * @throws when the name is malformed
   */
  public static gcpPdSsd(options: GcpPdSsdOptions): DatabaseStorageClass {
    return DatabaseStorageClass.made(options.name, performanceOf('pd.csi.storage.gke.io', 'pd-ssd'), {
      'type': 'pd-ssd',
      'replication-type': options.regional ? 'regional-pd' : undefined,
      'disk-encryption-kms-key': optionalText('kmsKey', options.kmsKey, 'give the full resource name of the key, or leave it out'),
    });
  }

  /**
   * Google Hyperdisk Balanced. Parameters: gcp-compute-persistent-disk-csi-driver v1.20.0, README.md and pkg/parameters.
   * @throws when the name is malformed, or IOPS and throughput are below what Hyperdisk Balanced starts at or do not go together
   */
  public static gcpHyperdiskBalanced(options: GcpHyperdiskBalancedOptions): DatabaseStorageClass {
    const performance = performanceOf('pd.csi.storage.gke.io', 'hyperdisk-balanced', options.iops, options.throughput);
    return DatabaseStorageClass.made(options.name, performance, {
      'type': 'hyperdisk-balanced',
      'provisioned-iops-on-create': options.iops,
      // a Kubernetes quantity: without its unit the driver would read bytes
      'provisioned-throughput-on-create': performance.throughput && `${performance.throughput}Mi`,
      'disk-encryption-kms-key': optionalText('kmsKey', options.kmsKey, 'give the full resource name of the key, or leave it out'),
    });
  }

  /**
   * Azure Premium SSD v2, without host caching, which it does not support. Parameters: azuredisk-csi-driver, docs/driver-parameters.md.
   * @throws when the name is malformed, or IOPS and throughput are below what Premium SSD v2 starts at or do not go together
   */
  public static azurePremiumV2(options: AzurePremiumV2Options): DatabaseStorageClass {
    const performance = performanceOf('disk.csi.azure.com', 'PremiumV2_LRS', options.iops, options.throughput);
    return DatabaseStorageClass.made(options.name, performance, {
      skuName: 'PremiumV2_LRS',
      cachingMode: 'None',
      DiskIOPSReadWrite: options.iops,
      DiskMBpsReadWrite: performance.throughput,
      diskEncryptionSetID: optionalText('diskEncryptionSetId', options.diskEncryptionSetId, 'give the resource ID of the set, or leave it out'),
    });
  }

  /**
   * Disks of the node itself. Fast, but a volume lives and dies with its node: the database's own copies are what keeps the data.
   * Encryption and performance cannot be read from the class; say them, or the checklist finds them.
   * @throws when the name or a parameter is malformed, the provisioner is empty, or a number is no whole, positive one
   */
  public static localNvme(options: LocalNvmeOptions): DatabaseStorageClass {
    requireText('provisioner', options.provisioner, 'name what makes the volumes, for example "topolvm.io"');
    if (!isQualifiedName(options.provisioner.toLowerCase())) {
      refuse('provisioner', 'be a name, or a DNS subdomain name, "/" and a name', options.provisioner, 'correct it, for example "topolvm.io"');
    }
    requireParameters(options.parameters ?? {});
    return new DatabaseStorageClass(requiredName(options.name),
      manifestOf(options.name, options.provisioner, options.parameters ?? {}, options.allowVolumeExpansion ?? false),
      attestationOf(options.name, { encrypted: options.encrypted, iops: options.iops, throughput: options.throughput }));
  }

  /**
   * A StorageClass that exists and is not made here. What is said of it is taken on trust, and the report says so.
   * @param name name of the StorageClass
   * @param attested what one vouches for, because no manifest here shows it
   * @throws when the name is malformed, or a number is no whole, positive one
   */
  public static existing(name: string, attested: ExistingStorageClassOptions = {}): DatabaseStorageClass {
    return new DatabaseStorageClass(requiredName(name), undefined, attestationOf(name, attested));
  }

  private static made(name: string, performance: VolumePerformance, parameters: Parameters): DatabaseStorageClass {
    requiredName(name);
    return new DatabaseStorageClass(name, manifestOf(name, performance.limits.provisioner, parameters, true), undefined, performance);
  }

  private twin?: DatabaseStorageClass;

  private constructor(
    /** Name of the StorageClass. */
    public readonly name: string,
    private readonly manifest: object | undefined,
    private readonly attestation: object | undefined,
    private readonly performance?: VolumePerformance,
  ) {}

  /** Whether the platform makes it; otherwise it exists already. */
  public get created(): boolean {
    return this.manifest !== undefined;
  }

  /** @internal */
  public _manifest(): object | undefined {
    return this.manifest;
  }

  /** @internal */
  public _attestation(): object | undefined {
    return this.attestation;
  }

  /**
   * The class of volumes that are to go with their claims: this one, where it is attested that it deletes them, or a twin of what is made here.
   * Undefined for a class that exists and keeps them.
   * @internal
   */
  public _throwAway(): DatabaseStorageClass | undefined {
    const attested = this.attestation as { reclaimPolicy?: string } | undefined;
    if (!this.manifest) return attested?.reclaimPolicy === ReclaimPolicy.DELETE ? this : undefined;
    const name = `${shortened(this.name, 253 - '-drill'.length)}-drill`;
    return this.twin ??= new DatabaseStorageClass(name, { ...this.manifest, metadata: { name }, reclaimPolicy: ReclaimPolicy.DELETE }, undefined);
  }

  /** @internal */
  public get _warnings(): string[] {
    return this.performance ? performanceWarnings(this.name, this.performance) : [];
  }

  /** @internal */
  public get _smallestGibibytes(): number {
    return this.performance ? smallestGibibytes(this.performance) : 1;
  }

  /** @internal */
  public _checkVolume(prop: string, size: Size): void {
    if (this.performance) requireVolume(prop, size, this.performance);
  }
}

interface Parameters {
  readonly [key: string]: string | number | boolean | undefined;
}

function manifestOf(name: string, provisioner: string, parameters: Parameters, expandable: boolean): object {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner,
    ...(given.length > 0 && { parameters: Object.fromEntries(given.map(([key, value]) => [key, String(value)])) }),
    reclaimPolicy: ReclaimPolicy.RETAIN,
    volumeBindingMode: VolumeBindingMode.WAIT_FOR_FIRST_CONSUMER,
    allowVolumeExpansion: expandable,
  };
}

function attestationOf(name: string, said: ExistingStorageClassOptions): object | undefined {
  if (said.iops !== undefined) requireInteger('iops', said.iops, 1, Number.MAX_SAFE_INTEGER, 'give the IOPS that each volume has');
  const given = Object.entries({
    reclaimPolicy: said.reclaimPolicy,
    allowVolumeExpansion: said.allowVolumeExpansion,
    volumeBindingMode: said.volumeBindingMode,
    encrypted: said.encrypted,
    iops: said.iops,
    throughputMiBps: said.throughput && requireMebibytesPerSecond('throughput', said.throughput),
  }).filter(([, value]) => value !== undefined);
  return given.length > 0 ? { name, ...Object.fromEntries(given) } : undefined;
}

// validateParameters in pkg/apis/storage/validation, Kubernetes v1.36
function requireParameters(parameters: { readonly [key: string]: string }): void {
  const entries = Object.entries(parameters);
  if ('' in parameters) refuse('parameters', 'have no empty key', parameters, 'name each as the provisioner does');
  if (entries.length > 512) refuse('parameters', 'be at most 512', entries.length, 'give those that the provisioner knows');
  for (const [key, value] of entries) {
    if (key.length + value.length > 500) refuse(`parameters[${JSON.stringify(key)}]`, 'have at most 500 characters with its key', `${key.length + value.length} characters`, 'shorten it');
  }
}

function performanceOf(provisioner: string, type: string, iops?: number, throughput?: Size): VolumePerformance {
  return requirePerformance(tryFindLimits(provisioner, type)!, iops, throughput);
}

function requiredName(name: string): string {
  requireDnsSubdomain('name', name);
  return name;
}

function optionalText(prop: string, value: string | undefined, remedy: string): string | undefined {
  if (value !== undefined) requireText(prop, value, remedy);
  return value;
}
