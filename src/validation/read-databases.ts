import { WrongAnnotation } from '../checklist/annotations';
import { inspect } from '../checklist/inspect';
import { judge } from '../checklist/judge';
import { Manifest, Manifests } from '../checklist/manifests';
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
    const reader = readers.find((known) => known.reads(manifest));
    return reader ? [{ manifest, report: judged(manifest, manifests, reader, asOf) }] : [];
  });
}

function judged(manifest: Manifest, manifests: Manifests, reader: Reader, asOf: Date): DatabaseReport {
  try {
    return judge(reader.read(manifest, manifests), asOf, { violations: inspect(manifest, manifests) });
  } catch (error) {
    return unreadable(manifest, error);
  }
}

function unreadable(manifest: Manifest, error: unknown): DatabaseReport {
  const { apiVersion, kind, metadata: { name, namespace = '' } } = manifest;
  return {
    name,
    namespace,
    kind,
    engine: 'unknown',
    operator: 'unknown',
    results: [],
    remarks: [],
    problems: [{
      found: `${apiVersion} ${kind} could not be read: ${wordsOf(error)}`,
      ...(error instanceof WrongAnnotation && { at: { of: manifest, path: error.path } }),
    }],
  };
}

function wordsOf(error: unknown): string {
  // readers say what is wrong with the database itself; of what lies beside it they expect what the API server takes
  if (error instanceof TypeError) return `a field of it, or of an object beside it, has a type that the API server refuses (${error.message})`;
  return error instanceof Error ? error.message : String(error);
}
