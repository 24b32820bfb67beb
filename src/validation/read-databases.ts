import { judge } from '../checklist/judge';
import { groupOf, Manifest, Manifests } from '../checklist/manifests';
import { Reader } from '../checklist/reader';
import { DatabaseReport } from '../checklist/report';

/** A database, and what the checklist says of it. */
export interface JudgedDatabase {
  readonly manifest: Manifest;
  readonly report: DatabaseReport;
}

/** Judges every object that a reader knows, in the order of the input. */
export function readDatabases(manifests: Manifests, readers: readonly Reader[], asOf: Date): JudgedDatabase[] {
  return manifests.all.flatMap((manifest) => {
    const reader = readers.find(({ group, kind }) => kind === manifest.kind && group === groupOf(manifest));
    return reader ? [{ manifest, report: judged(manifest, manifests, reader, asOf) }] : [];
  });
}

function judged(manifest: Manifest, manifests: Manifests, reader: Reader, asOf: Date): DatabaseReport {
  try {
    return judge(reader.read(manifest, manifests), asOf);
  } catch (error) {
    return unreadable(manifest, error);
  }
}

function unreadable({ apiVersion, kind, metadata: { name, namespace = '' } }: Manifest, error: unknown): DatabaseReport {
  return {
    name,
    namespace,
    kind,
    engine: 'unknown',
    operator: 'unknown',
    results: [],
    remarks: [],
    problems: [`${apiVersion} ${kind} could not be read: ${error instanceof Error ? error.message : error}`],
  };
}
