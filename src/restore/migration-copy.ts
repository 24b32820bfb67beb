import { keptVolumes, requireNone } from './obstacle';
import { MigrationRequest, MigrationScratch } from '../contracts/migration-side';
import type { DatabasePlatform } from '../platform/database-platform';
import { DatabaseStorageClass } from '../values/database-storage-class';
import { MigrationMethod } from '../values/migration-method';
import { MigrationPhase } from '../values/migration-phase';
import { requireInteger } from '../values/refusal';
import { volumeMebibytes } from '../values/volume-size';

/** Phases that copy. */
const COPYING: readonly MigrationPhase[] = [MigrationPhase.COPY, MigrationPhase.SWITCH];

/** Where a dump is copied to. */
export interface CopyTarget {
  readonly platform: DatabasePlatform;
  readonly storageClass: DatabaseStorageClass;
  readonly dataMebibytes: number;
}

/** A copy by a dump. */
export interface MigrationCopy {
  /** What its programs have to know. */
  readonly settings: { readonly jobs: number };
  /** The volume that the dump lies on. */
  readonly scratch: MigrationScratch;
}

/** What copies a database in this phase; undefined where nothing does. */
export function migrationCopy({ method, phase, dump: { jobs = 4, volumeSize } = {} }: MigrationRequest, to: CopyTarget): MigrationCopy | undefined {
  requireInteger('dump.jobs', jobs, 1, 32, 'leave it out, or give half the cores of the smaller server');
  const mebibytes = volumeSize === undefined ? to.dataMebibytes : volumeMebibytes('dump.volumeSize', volumeSize, 1024);
  if (method !== MigrationMethod.DUMP || !COPYING.includes(phase)) return undefined;
  return { settings: { jobs }, scratch: dumpVolume(to, mebibytes) };
}

/** One that is kept would be a copy of the database that nobody knows of. */
function dumpVolume({ platform, storageClass }: CopyTarget, mebibytes: number): MigrationScratch {
  requireNone(keptVolumes(platform, [storageClass]));
  const throwAway = platform._throwAwayClass(storageClass)!;
  platform._storageClass(throwAway);
  return { mountPath: '/scratch', storageClass: throwAway.name, mebibytes };
}
