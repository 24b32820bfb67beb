import { Duration, Size } from 'cdk8s';
import { MigrationLimits } from './migration-limits';
import { refuse } from '../values/refusal';
import { volumeMebibytes } from '../values/volume-size';

/** The limits as the programs read them. */
export interface LimitSettings {
  readonly lagBytes: number;
  readonly lagSeconds: number;
  readonly writeStopSeconds: number;
  readonly graceSeconds: number;
  readonly comparisonAgeSeconds: number;
  readonly finalCheckSeconds: number;
  readonly backupAgeSeconds: number;
  readonly heldWalBytes: number;
}

const MEBIBYTE = 1024 * 1024;
const DAY = 24 * 60 * 60;

/** The limits, checked and completed. */
export function limitSettings(limits: MigrationLimits = {}): LimitSettings {
  const settings = {
    lagBytes: bytes('limits.lagSize', limits.lagSize ?? Size.mebibytes(16)),
    lagSeconds: seconds('limits.lag', limits.lag ?? Duration.seconds(5), 1, DAY),
    writeStopSeconds: seconds('limits.writeStop', limits.writeStop ?? Duration.seconds(30), 5, 7 * DAY),
    graceSeconds: seconds('limits.grace', limits.grace ?? Duration.seconds(2), 0, DAY),
    comparisonAgeSeconds: seconds('limits.comparisonAge', limits.comparisonAge ?? Duration.days(1), 60, 30 * DAY),
    finalCheckSeconds: seconds('limits.finalCheck', limits.finalCheck ?? Duration.seconds(3), 1, DAY),
    backupAgeSeconds: seconds('limits.backupAge', limits.backupAge ?? Duration.hours(26), 3600, 30 * DAY),
    heldWalBytes: bytes('limits.heldLog', limits.heldLog ?? Size.gibibytes(10)),
  };
  for (const [prop, part] of [['limits.grace', settings.graceSeconds], ['limits.finalCheck', settings.finalCheckSeconds]] as const) {
    if (part < settings.writeStopSeconds) continue;
    refuse(prop, `be shorter than the write stop (${settings.writeStopSeconds} s), of which it is a part`, `${part} s`, 'shorten it, or allow a longer write stop');
  }
  return settings;
}

function seconds(prop: string, duration: Duration, least: number, most: number): number {
  const amount = duration.toSeconds({ integral: false });
  if (!Number.isSafeInteger(amount) || amount < least || amount > most) {
    refuse(prop, `be whole seconds, from ${least} to ${most}`, `${amount} s`, 'correct it, or leave it out');
  }
  return amount;
}

function bytes(prop: string, size: Size): number {
  return volumeMebibytes(prop, size, 1) * MEBIBYTE;
}
