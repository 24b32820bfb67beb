import { Size, SizeRoundingBehavior } from 'cdk8s';
import { refuse, requireInteger } from './refusal';
import { VolumeLimits } from './volume-limits';

const MIB = 1024 * 1024;

/** IOPS and throughput asked of a provider's volume type, refused where no volume could have them. */
export interface VolumePerformance {
  readonly limits: VolumeLimits;
  readonly iops?: number;
  /** In the unit of the driver's parameter. */
  readonly throughput?: number;
}

/** Refuses what the volume type cannot do whatever its size, and converts the throughput to the driver's unit. */
export function requirePerformance(limits: VolumeLimits, iops?: number, throughput?: Size): VolumePerformance {
  if (iops !== undefined) {
    const least = limits.iops.minimum ?? 1;
    requireInteger('iops', iops, least, Number.MAX_SAFE_INTEGER, `give at least the ${least} IOPS that ${limits.label} starts at`);
  }
  const asked = throughput === undefined ? undefined : throughputInUnit(limits, throughput);
  if (asked !== undefined) requireRatio(limits, iops, asked);
  return { limits, iops, throughput: asked };
}

/** Refuses what is no whole, positive number of MiB per second. */
export function requireMebibytesPerSecond(prop: string, throughput: Size): number {
  const mebibytes = throughput.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  requireInteger(prop, mebibytes, 1, Number.MAX_SAFE_INTEGER, 'give whole MiB per second, for example Size.mebibytes(250)');
  return mebibytes;
}

/** Warnings about numbers above what the provider allowed when the table was made. */
export function performanceWarnings(name: string, { limits, iops, throughput }: VolumePerformance): string[] {
  const over = (what: string, asked: number | undefined, most: number, unit: string) => (asked !== undefined && asked > most
    ? [`storage class "${name}": ${what} ${asked}${unit} is above ${most}${unit}, the most that ${limits.label} had as of ${limits.asOf} `
      + `(${limits.source}); make sure that the provider has raised it, because volumes fail or get less without a word`]
    : []);
  return [
    ...over('iops', iops, limits.iops.maximum, ''),
    ...over('throughput', throughput, limits.throughput.maximum, ` ${limits.throughput.unit}`),
  ];
}

/** The smallest volume that its type and the IOPS asked of it allow, in GiB. */
export function smallestGibibytes({ limits, iops = 0 }: VolumePerformance): number {
  const { included = 0, mostPerGiB } = limits.iops;
  return mostPerGiB === undefined || iops <= included ? limits.minimumGiB : Math.max(limits.minimumGiB, Math.ceil(iops / mostPerGiB));
}

/** Refuses a volume that is too small for its type or for the IOPS asked of it. */
export function requireVolume(prop: string, size: Size, { limits, iops }: VolumePerformance): void {
  const gib = size.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
  const { included = 0, mostPerGiB } = limits.iops;
  if (!(gib >= limits.minimumGiB)) {
    refuse(prop, `be at least ${limits.minimumGiB} GiB, the smallest volume of ${limits.label}`, `${gib} GiB`, 'enlarge the volume');
  }
  if (iops === undefined || mostPerGiB === undefined || iops <= Math.max(included, mostPerGiB * gib)) return;
  refuse(prop, `be at least ${Math.ceil(iops / mostPerGiB)} GiB for ${iops} IOPS of ${limits.label} (at most ${mostPerGiB} IOPS per GiB)`,
    `${gib} GiB`, 'enlarge the volume, or ask the storage class for fewer IOPS');
}

function throughputInUnit(limits: VolumeLimits, throughput: Size): number {
  const mebibytes = requireMebibytesPerSecond('throughput', throughput);
  const { minimum = 1, unitBytes, unit } = limits.throughput;
  const asked = Math.ceil((mebibytes * MIB) / unitBytes);
  if (asked < minimum) {
    const least = Math.floor(((minimum - 1) * unitBytes) / MIB) + 1;
    refuse('throughput', `be at least ${least} MiB per second (${minimum} ${unit}), where ${limits.label} starts`, `${mebibytes} MiB`,
      'raise it or leave it out');
  }
  return asked;
}

function requireRatio(limits: VolumeLimits, iops: number | undefined, asked: number): void {
  const { mostPerIops, leastPerIops, unit } = limits.throughput;
  const effective = iops ?? limits.iops.included ?? 0;
  if (mostPerIops !== undefined && asked > mostPerIops * effective) {
    const most = `${mostPerIops * effective} ${unit} for ${effective} IOPS`;
    refuse('throughput', `be at most ${mostPerIops} ${unit} per IOPS on ${limits.label}, which is ${most}`,
      `${asked} ${unit}`, `set iops to at least ${Math.ceil(asked / mostPerIops)}, or lower the throughput`);
  }
  if (leastPerIops !== undefined && asked < leastPerIops * effective) {
    refuse('throughput', `be at least ${Math.ceil(leastPerIops * effective)} ${unit} for ${effective} IOPS of ${limits.label}`,
      `${asked} ${unit}`, 'raise the throughput, or lower iops');
  }
}
