import { readDatabases } from './read-databases';
import { readFiles, UnreadFile } from './read-files';
import { Manifest, Manifests } from '../checklist/manifests';
import { Reader } from '../checklist/reader';
import { DatabaseReport } from '../checklist/report';

/** What the checklist says of some files. */
export interface CheckResult {
  /** By namespace and name, then in the order of the input. */
  readonly databases: readonly FiledReport[];
  readonly unread: readonly UnreadFile[];
  readonly manifests: Manifests;
}

export interface FiledReport {
  readonly file: string;
  readonly report: DatabaseReport;
}

/** Judges the databases in files and directories; evidence for one may stand in any of them. */
export function check(paths: readonly string[], readers: readonly Reader[], asOf: Date): CheckResult {
  const { manifests: read, unread } = readFiles(paths);
  const filed = read.map(({ manifest, file }) => ({ manifest: placed(manifest), file }));
  const fileOf = new Map(filed.map(({ manifest, file }) => [manifest, file]));
  const manifests = new Manifests(filed.map(({ manifest }) => manifest));
  return {
    databases: readDatabases(manifests, readers, asOf)
      .map(({ manifest, report }) => ({ file: fileOf.get(manifest)!, report }))
      .sort((a, b) => compare(place(a), place(b))),
    unread,
    manifests,
  };
}

/** Where kubectl puts what names no namespace. What belongs to the whole cluster is found by its name alone. */
function placed(manifest: Manifest): Manifest {
  return manifest.metadata.namespace ? manifest : { ...manifest, metadata: { ...manifest.metadata, namespace: 'default' } };
}

/** Whether something has to be mended. What is unknown is shown, and is nobody's fault yet. */
export function hasFindings({ databases }: CheckResult): boolean {
  return databases.some(({ report }) => report.problems.length > 0 || report.results.some(({ outcome }) => outcome === 'fail'));
}

function place({ report }: FiledReport): string {
  return `${report.namespace}/${report.name}`;
}

/** By code point, so that the order is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
