import { Size } from 'cdk8s';
import { ReclaimPolicy } from './reclaim-policy';
import { VolumeBindingMode } from './volume-binding-mode';

/** Options of `DatabaseStorageClass.awsEbsGp3`. */
export interface AwsEbsGp3Options {
  /** Name of the StorageClass. */
  readonly name: string;

  /**
   * I/O operations per second of each volume: at least 3,000, at most 500 per GiB of the volume.
   * @default 3000 - what gp3 includes (Amazon EBS User Guide)
   */
  readonly iops?: number;

  /**
   * Throughput per second of each volume: at least 125 MiB, at most 0.25 MiB per IOPS.
   * @default Size.mebibytes(125) - what gp3 includes (Amazon EBS User Guide)
   */
  readonly throughput?: Size;

  /**
   * Full ARN of the KMS key that volumes are encrypted with.
   * @default - the account's default key for EBS: volumes are encrypted either way
   */
  readonly kmsKeyId?: string;
}

/** Options of `DatabaseStorageClass.awsEbsIo2BlockExpress`. */
export interface AwsEbsIo2BlockExpressOptions {
  /** Name of the StorageClass. */
  readonly name: string;

  /** I/O operations per second of each volume: at least 100, at most 1,000 per GiB of the volume. */
  readonly iops: number;

  /**
   * Full ARN of the KMS key that volumes are encrypted with.
   * @default - the account's default key for EBS: volumes are encrypted either way
   */
  readonly kmsKeyId?: string;
}

/** Options of `DatabaseStorageClass.gcpPdSsd`. */
export interface GcpPdSsdOptions {
  /** Name of the StorageClass. */
  readonly name: string;

  /**
   * Whether each volume is kept in two zones.
   * @default false - the database has a copy in each zone already, and a second one halves the write throughput
   */
  readonly regional?: boolean;

  /**
   * Full resource name of the Cloud KMS key that volumes are encrypted with.
   * @default - Google's own key: volumes are encrypted either way
   */
  readonly kmsKey?: string;
}

/** Options of `DatabaseStorageClass.gcpHyperdiskBalanced`. */
export interface GcpHyperdiskBalancedOptions {
  /** Name of the StorageClass. */
  readonly name: string;

  /**
   * I/O operations per second of each volume: at least 3,000, at most 500 per GiB of the volume.
   * @default - what Compute Engine gives: at least 3,000
   */
  readonly iops?: number;

  /**
   * Throughput per second of each volume: at least 140 MiB, at most 0.25 MiB per IOPS.
   * @default - what Compute Engine gives: at least 140 MiB
   */
  readonly throughput?: Size;

  /**
   * Full resource name of the Cloud KMS key that volumes are encrypted with.
   * @default - Google's own key: volumes are encrypted either way
   */
  readonly kmsKey?: string;
}

/** Options of `DatabaseStorageClass.azurePremiumV2`. */
export interface AzurePremiumV2Options {
  /** Name of the StorageClass. */
  readonly name: string;

  /**
   * I/O operations per second of each volume: at least 3,000, at most 500 per GiB of the volume.
   * @default 3000 - what Premium SSD v2 includes (Azure managed disk types, 2026-08-11)
   */
  readonly iops?: number;

  /**
   * Throughput per second of each volume: at least 125 MB, at most 0.25 MB per IOPS. Azure counts in MB (10^6 bytes); the size is rounded up to them.
   * @default - 125 MB, what Premium SSD v2 includes (Azure managed disk types, 2026-08-11)
   */
  readonly throughput?: Size;

  /**
   * Resource ID of the disk encryption set with the key that volumes are encrypted with.
   * @default - Azure's own key: volumes are encrypted either way
   */
  readonly diskEncryptionSetId?: string;
}

/** Options of `DatabaseStorageClass.localNvme`. */
export interface LocalNvmeOptions {
  /** Name of the StorageClass. */
  readonly name: string;

  /** What makes the volumes, for example `topolvm.io`, `local.csi.openebs.io` or `rancher.io/local-path`. */
  readonly provisioner: string;

  /**
   * Parameters of the provisioner, for example `topolvm.io/device-class`.
   * @default - none
   */
  readonly parameters?: { readonly [key: string]: string };

  /**
   * Whether the provisioner can enlarge volumes: TopoLVM and OpenEBS LVM can, local-path cannot.
   * @default false - the checklist finds it
   */
  readonly allowVolumeExpansion?: boolean;

  /**
   * Whether the disks are encrypted, for example by LUKS under the volume group. Not written anywhere: attested by whoever says so.
   * @default - not known: the checklist finds it
   */
  readonly encrypted?: boolean;

  /**
   * Measured I/O operations per second that one volume can count on. Attested.
   * @default - not known to the checklist
   */
  readonly iops?: number;

  /**
   * Measured throughput per second that one volume can count on. Attested.
   * @default - not known to the checklist
   */
  readonly throughput?: Size;
}

/** What somebody attests of a StorageClass that exists. What is left out stays unknown to the checklist. */
export interface ExistingStorageClassOptions {
  /**
   * Its `reclaimPolicy`.
   * @default - not known
   */
  readonly reclaimPolicy?: ReclaimPolicy;

  /**
   * Whether its volumes can be enlarged.
   * @default - not known
   */
  readonly allowVolumeExpansion?: boolean;

  /**
   * Its `volumeBindingMode`.
   * @default - not known
   */
  readonly volumeBindingMode?: VolumeBindingMode;

  /**
   * Whether its volumes are encrypted at rest.
   * @default - not known
   */
  readonly encrypted?: boolean;

  /**
   * I/O operations per second of each volume.
   * @default - not known
   */
  readonly iops?: number;

  /**
   * Throughput per second of each volume.
   * @default - not known
   */
  readonly throughput?: Size;
}
