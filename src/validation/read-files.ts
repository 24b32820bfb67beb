import { statSync } from 'fs';
import { documentsOf } from './documents';
import { findFiles, FoundFile } from './find-files';
import { Place } from './positions';
import { readText, STANDARD_INPUT } from './read-text';
import { Unreadable } from './unreadable';
import { FieldPath } from '../checklist/field';
import { Manifest } from '../checklist/manifests';

/** A manifest and where it stands. */
export interface FiledManifest {
  readonly manifest: Manifest;
  readonly place: Place;
}

/** A file, or something in it, that could not be read. */
export interface UnreadFile {
  readonly file: string;
  /** Counted from 1; undefined when the file as a whole is at fault. */
  readonly line?: number;
  readonly reason: string;
  /** Whether the check is incomplete without it; otherwise it was met in a directory and is nothing that could have been read. */
  readonly broken: boolean;
}

export interface ReadFiles {
  readonly manifests: readonly FiledManifest[];
  readonly unread: readonly UnreadFile[];
}

/** Told how many files are read, of how many. */
export type Progress = (read: number, of: number) => void;

/** Reads the Kubernetes objects of files, and of directories with all below them; what is no Kubernetes object is passed over. */
export function readFiles(paths: readonly string[], progress: Progress = () => {}): ReadFiles {
  const unread: UnreadFile[] = [];
  const manifests: FiledManifest[] = [];
  const reread = rereader();
  const files = findFiles(paths, (path, error) => unread.push(unreadFile({ path, named: true }, error)));
  for (const [i, found] of files.entries()) {
    progress(i, files.length);
    const file = fileName(found.path);
    try {
      const text = readText(found.path);
      const textAgain = isThereAgain(found.path) ? () => reread(found.path) : kept(text);
      const { documents, repeatedKeys, faults } = documentsOf(text);
      for (const fault of faults) unread.push(unreadFile(found, fault));
      for (const line of repeatedKeys) {
        unread.push({ file, line, reason: 'a key is there twice; only the last one is read, as kubectl does', broken: false });
      }
      for (const { value, text: { length }, start, linesBefore, index } of documents) {
        const textOfPart = () => textAgain().slice(start, start + length);
        for (const { object, path } of objectsIn(value, [])) {
          const { kind, metadata: { name } } = object;
          if (typeof name === 'string') manifests.push({ manifest: object, place: { file, text: textOfPart, linesBefore, index, path } });
          else unread.push({ file, line: linesBefore + 1, reason: `a ${kind} whose metadata.name is no string; put it in quotes`, broken: false });
        }
      }
    } catch (error) {
      unread.push(unreadFile(found, error));
    }
  }
  return { manifests, unread };
}

/** Reads a file for a second time; keeping the texts of all would take half of the memory. */
function rereader(): (path: string) => string {
  // positions are asked for one file after the other
  let last: { readonly path: string; readonly text: string } | undefined;
  return (path) => {
    if (last?.path !== path) last = { path, text: readText(path) };
    return last.text;
  };
}

/** In a function of its own: closures keep all that others of the same scope use. */
function kept(text: string): () => string {
  return () => text;
}

/** What is piped in is there only once. */
function isThereAgain(path: string): boolean {
  return path !== STANDARD_INPUT && statSync(path).isFile();
}

interface FoundObject {
  readonly object: any;
  /** From the document to it. */
  readonly path: FieldPath;
}

/** What has a kind and a name: values of Helm and settings of other programs have none. */
function objectsIn(value: any, path: FieldPath): FoundObject[] {
  if (typeof value?.apiVersion !== 'string' || typeof value.kind !== 'string') return [];
  if (value.kind.endsWith('List') && Array.isArray(value.items)) {
    return value.items.flatMap((item: unknown, i: number) => objectsIn(listItem(item, value), [...path, 'items', i]));
  }
  const { name, generateName } = value.metadata ?? {};
  if (name ?? undefined) return [{ object: value, path }];
  // the API server appends letters of its own
  return typeof generateName === 'string' ? [{ object: { ...value, metadata: { ...value.metadata, name: `${generateName}*` } }, path }] : [];
}

/** The API server's own lists say once what their items are. */
function listItem(item: any, { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): any {
  const itemKind = kind.slice(0, -'List'.length);
  return typeof item !== 'object' || item === null || itemKind === '' ? item : { apiVersion, kind: itemKind, ...item };
}

/** The entry of a file for what reading it threw. */
export function unreadFile({ path, named }: FoundFile, error: unknown): UnreadFile {
  const { line, foreign } = error instanceof Unreadable ? error : { line: undefined, foreign: false };
  return { file: fileName(path), ...(line !== undefined && { line }), reason: wordsOf(error), broken: named || !foreign };
}

function wordsOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'no such file or directory';
  return code === 'EACCES' ? 'may not be read' : message;
}

function fileName(path: string): string {
  return path === STANDARD_INPUT ? 'stdin' : path;
}
