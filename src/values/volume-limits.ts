/** What a provider says of one volume type, and when it said so. */
export interface VolumeLimits {
  /** CSI driver, the StorageClass's `provisioner`. */
  readonly provisioner: string;
  /** The value of the driver's type parameter. */
  readonly type: string;
  /** What the provider calls it. */
  readonly label: string;
  /** Day (or month) that the numbers are from. */
  readonly asOf: string;
  readonly source: string;
  readonly minimumGiB: number;
  readonly iops: PerformanceLimits;
  readonly throughput: PerformanceLimits & {
    /** Bytes in one unit of the driver's parameter: AWS and Google count in MiB/s, Azure in MB/s. */
    readonly unitBytes: number;
    readonly unit: string;
    /** At most so many units per second for each IOPS. */
    readonly mostPerIops?: number;
    /** At least so many units per second for each IOPS. */
    readonly leastPerIops?: number;
  };
}

/** One of IOPS and throughput. */
export interface PerformanceLimits {
  /** What a volume has when nothing is asked for; undefined when it must be asked for or is not stated. */
  readonly included?: number;
  /** What each GiB of the volume adds to `included`. */
  readonly growthPerGiB?: number;
  /** The least that may be asked for; undefined when nothing can be asked for. */
  readonly minimum?: number;
  readonly maximum: number;
  /** The most that may be asked for per GiB of the volume. */
  readonly mostPerGiB?: number;
}

const MIB = { unitBytes: 1024 * 1024, unit: 'MiB/s' };

const AWS_GP3 = 'AWS What\'s New, amazon-ebs-size-provisioned-performance-gp3-volumes; aws-ebs-csi-driver v1.64.0 pkg/cloud/cloud.go';
const AWS_IO2 = 'Amazon EBS User Guide, Provisioned IOPS SSD volumes; aws-ebs-csi-driver v1.64.0 pkg/cloud/cloud.go';
const AWS_GP2 = 'Amazon EBS User Guide, General Purpose SSD volumes';
const GCP_PD = 'Compute Engine docs, About Persistent Disk performance';
const GCP_HYPERDISK = 'Compute Engine docs, About Hyperdisk Balanced; gcp-compute-persistent-disk-csi-driver v1.20.0 pkg/common/utils.go';
const AZURE_V2 = 'Azure docs, articles/virtual-machines/disks-types.md';

/**
 * Providers raise their limits: a value above `maximum` is worth a warning, not a refusal.
 * The minimums and the ratios have stood since each type began.
 */
export const VOLUME_LIMITS: readonly VolumeLimits[] = [
  {
    provisioner: 'ebs.csi.aws.com',
    type: 'gp3',
    label: 'gp3',
    asOf: '2025-09-26',
    source: AWS_GP3,
    minimumGiB: 1,
    iops: { included: 3000, minimum: 3000, maximum: 80_000, mostPerGiB: 500 },
    throughput: { ...MIB, included: 125, minimum: 125, maximum: 2000, mostPerIops: 0.25 },
  },
  {
    provisioner: 'ebs.csi.aws.com',
    type: 'io2',
    label: 'io2 Block Express',
    asOf: '2025-04-30',
    source: AWS_IO2,
    minimumGiB: 4,
    iops: { minimum: 100, maximum: 256_000, mostPerGiB: 1000 },
    throughput: { ...MIB, maximum: 4000 },
  },
  {
    provisioner: 'ebs.csi.aws.com',
    type: 'gp2',
    label: 'gp2',
    asOf: '2026-11',
    source: AWS_GP2,
    minimumGiB: 1,
    // bursts are not counted: their credits run out under steady load
    iops: { included: 0, growthPerGiB: 3, maximum: 16_000 },
    throughput: { ...MIB, maximum: 250 },
  },
  {
    provisioner: 'pd.csi.storage.gke.io',
    type: 'pd-ssd',
    label: 'pd-ssd',
    asOf: '2026-11',
    source: GCP_PD,
    minimumGiB: 10,
    iops: { included: 6000, growthPerGiB: 30, maximum: 100_000 },
    throughput: { ...MIB, included: 240, growthPerGiB: 0.48, maximum: 1200 },
  },
  {
    provisioner: 'pd.csi.storage.gke.io',
    type: 'pd-balanced',
    label: 'pd-balanced',
    asOf: '2026-11',
    source: GCP_PD,
    minimumGiB: 10,
    iops: { included: 3000, growthPerGiB: 6, maximum: 80_000 },
    throughput: { ...MIB, included: 140, growthPerGiB: 0.28, maximum: 1200 },
  },
  {
    provisioner: 'pd.csi.storage.gke.io',
    type: 'hyperdisk-balanced',
    label: 'Hyperdisk Balanced',
    asOf: '2026-11',
    source: GCP_HYPERDISK,
    minimumGiB: 4,
    iops: { included: 3000, minimum: 3000, maximum: 160_000, mostPerGiB: 500 },
    throughput: { ...MIB, included: 140, minimum: 140, maximum: 2400, mostPerIops: 0.25, leastPerIops: 1 / 256 },
  },
  {
    provisioner: 'disk.csi.azure.com',
    type: 'PremiumV2_LRS',
    label: 'Premium SSD v2',
    asOf: '2026-08-11',
    source: AZURE_V2,
    minimumGiB: 1,
    iops: { included: 3000, minimum: 3000, maximum: 80_000, mostPerGiB: 500 },
    throughput: { unitBytes: 1_000_000, unit: 'MB/s', included: 125, minimum: 125, maximum: 2000, mostPerIops: 0.25 },
  },
];

/** The limits of one volume type; undefined when it is not known here. */
export function tryFindLimits(provisioner: string, type: string): VolumeLimits | undefined {
  return VOLUME_LIMITS.find((limits) => limits.provisioner === provisioner && limits.type.toLowerCase() === type.toLowerCase());
}

/** IOPS of a volume of that size, when `asked` (undefined: nothing) were asked for. */
export function iopsOf(limits: VolumeLimits, sizeGiB: number, asked: number | undefined): number | undefined {
  const { included, growthPerGiB = 0, maximum, mostPerGiB } = limits.iops;
  if (asked === undefined) return included === undefined ? undefined : Math.min(maximum, included + growthPerGiB * sizeGiB);
  if (mostPerGiB === undefined) return asked;
  // EBS's driver lowers what is too much for the size without a word (capIOPS in pkg/cloud/cloud.go); the others fail
  return Math.min(asked, Math.max(included ?? 0, mostPerGiB * sizeGiB));
}

/** Throughput of a volume of that size in MiB per second, when `askedMiBps` (undefined: nothing) was asked for. */
export function throughputOf(limits: VolumeLimits, sizeGiB: number, askedMiBps: number | undefined): number | undefined {
  const { included, growthPerGiB = 0, maximum, unitBytes } = limits.throughput;
  if (askedMiBps !== undefined) return askedMiBps;
  if (included === undefined) return undefined;
  return Math.floor((Math.min(maximum, included + growthPerGiB * sizeGiB) * unitBytes) / MIB.unitBytes);
}
