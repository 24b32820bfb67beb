import { looksLikeDatabase } from './look-alikes';
import { malformed } from './malformed';
import { Positions, positionsIn } from './positions';
import { JudgedDatabase, readDatabases } from './read-databases';
import { Progress, readFiles, UnreadFile } from './read-files';
import { waive } from './waive';
import { NO_WAIVERS, readWaivers } from './waivers-file';
import { objectReport } from '../checklist/inspect';
import { groupOf, Manifest, Manifests } from '../checklist/manifests';
import { Reader } from '../checklist/reader';
import { ObjectReport } from '../checklist/report';

/** What the checklist says of some files. */
export interface CheckResult {
  /** By namespace and name, then in the order of the input. */
  readonly databases: readonly JudgedDatabase[];
  /** Mistakes in objects that are no databases, in the order of the input; last, what is wrong with the waivers file. */
  readonly objects: readonly ObjectReport[];
  readonly unread: readonly UnreadFile[];
  readonly manifests: Manifests;
  readonly positions: Positions;
  /** What somebody does not want to hear of, in words; undefined when everything is told. */
  readonly leftOut?: string;
}

/** Options of `check`. */
export interface CheckOptions {
  /** Path of a waivers file. */
  readonly waivers?: string;
  readonly progress?: Progress;
}

/** Which outcome is a finding at least. */
export type FailOn = 'fail' | 'unknown';

/** Judges the databases in files and directories; evidence for one may stand in any of them. */
export function check(paths: readonly string[], readers: readonly Reader[], asOf: Date, options: CheckOptions = {}): CheckResult {
  const read = readFiles(paths, options.progress);
  const filed = read.manifests.map(({ manifest, place }) => ({ manifest: placed(manifest), place }));
  const faults = new Map(filed.flatMap(({ manifest }) => {
    const fault = malformed(manifest);
    return fault === undefined ? [] : [[manifest, fault] as const];
  }));
  const manifests = new Manifests(filed.map(({ manifest }) => manifest).filter((manifest) => !faults.has(manifest)));
  const databases = readDatabases(manifests, readers, asOf).sort((a, b) => compare(nameOf(a), nameOf(b)));
  const judged = new Set(databases.map(({ manifest }) => manifest));
  const others = manifests.all.filter((manifest) => !judged.has(manifest));
  const objects = others.flatMap((manifest) => objectReport(manifest, manifests, asOf) ?? []);
  const waivers = options.waivers === undefined ? NO_WAIVERS : readWaivers(options.waivers);
  const waived = waive({ databases, objects }, waivers.waivers, manifests.all, asOf);
  const positions = positionsIn(new Map([...filed, ...waivers.filed].map(({ manifest, place }) => [manifest, place])));
  const ofWaivers = waived.problems.length > 0 ? waivers.filed.map(({ manifest }) => ({ manifest, results: [], problems: waived.problems })) : [];
  const lookAlikes = others.filter(looksLikeDatabase).map((manifest) => unknownDatabase(manifest, positions));
  return {
    databases: waived.databases,
    objects: [...waived.objects, ...ofWaivers],
    unread: [...read.unread, ...[...faults].map(([manifest, fault]) => refused(manifest, fault, positions)), ...lookAlikes, ...waivers.unread],
    manifests,
    positions,
  };
}

function refused(manifest: Manifest, fault: string, positions: Positions): UnreadFile {
  const { file, line } = positions.of({ of: manifest, path: [] });
  const { kind, metadata: { namespace, name } } = manifest;
  return { file, line, reason: `${kind} ${namespace}/${name}: ${fault}`, broken: true };
}

function unknownDatabase(manifest: Manifest, positions: Positions): UnreadFile {
  const { file, line } = positions.of({ of: manifest, path: [] });
  const { kind, metadata: { namespace, name } } = manifest;
  return { file, line, reason: `${kind} ${namespace}/${name} (${groupOf(manifest)}) looks like a database of a kind that is not known here`, broken: false };
}

/** Whether something has to be mended. What is unknown is shown, and is nobody's fault unless somebody wants it to be. */
export function hasFindings({ databases, objects }: CheckResult, failOn: FailOn = 'fail'): boolean {
  return [...databases.map(({ report }) => report), ...objects].some(({ problems, results }) => problems.length > 0
    || results.some(({ outcome }) => outcome === 'fail' || outcome === failOn));
}

/** Where kubectl puts what names no namespace. What belongs to the whole cluster is found by its name alone. */
function placed(manifest: Manifest): Manifest {
  return manifest.metadata.namespace ? manifest : { ...manifest, metadata: { ...manifest.metadata, namespace: 'default' } };
}

function nameOf({ report }: JudgedDatabase): string {
  return `${report.namespace}/${report.name}`;
}

/** By code point, so that the order is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
