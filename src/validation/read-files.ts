import { readdirSync, readFileSync, realpathSync, statSync } from 'fs';
import { join } from 'path';
import type { YAMLError } from 'yaml';
import { Manifest } from '../checklist/manifests';

/** A manifest and the file that it stands in. */
export interface FiledManifest {
  readonly file: string;
  readonly manifest: Manifest;
}

/** A file that could not be read. */
export interface UnreadFile {
  readonly file: string;
  /** Counted from 1; undefined when the file as a whole is at fault. */
  readonly line?: number;
  readonly reason: string;
}

export interface ReadFiles {
  readonly manifests: readonly FiledManifest[];
  readonly unread: readonly UnreadFile[];
}

/** Reads the Kubernetes objects of files, and of directories with all below them; what is no Kubernetes object is passed over. */
export function readFiles(paths: readonly string[]): ReadFiles {
  const unread: UnreadFile[] = [];
  const manifests: FiledManifest[] = [];
  const read = new Set<string>();
  for (const file of paths.flatMap((path) => filesOf(path, new Set(), unread))) {
    try {
      // named twice, or named and in a named directory
      const real = realpathSync(file);
      if (read.has(real)) continue;
      read.add(real);
      manifests.push(...readDocuments(file).flatMap(objectsIn).map((manifest) => ({ file, manifest })));
    } catch (error) {
      unread.push(unreadFile(file, error));
    }
  }
  return { manifests, unread };
}

function filesOf(path: string, entered: Set<string>, unread: UnreadFile[]): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    // a symbolic link may lead back up
    const real = realpathSync(path);
    if (entered.has(real)) return [];
    entered.add(real);
    return readdirSync(path).sort()
      .filter((name) => !name.startsWith('.') && name !== 'node_modules')
      .map((name) => join(path, name))
      .filter((inside) => isManifestFile(inside))
      .flatMap((inside) => filesOf(inside, entered, unread));
  } catch (error) {
    unread.push(unreadFile(path, error));
    return [];
  }
}

function isManifestFile(path: string): boolean {
  return /\.(ya?ml|json)$/.test(path) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function readDocuments(file: string): unknown[] {
  // loaded only here, because what imports this file may never read one
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml: typeof import('yaml') = require('yaml');
  // as kubectl does: YAML 1.1's "<<" is known, and no key is anything but a string
  const documents = yaml.parseAllDocuments(readFileSync(file, 'utf8'), { merge: true, stringKeys: true });
  return documents.map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}

function objectsIn(document: any): Manifest[] {
  if (typeof document?.apiVersion !== 'string' || typeof document.kind !== 'string') return [];
  if (document.kind.endsWith('List') && Array.isArray(document.items)) return document.items.flatMap(objectsIn);
  return typeof document.metadata?.name === 'string' ? [document] : [];
}

function unreadFile(file: string, error: unknown): UnreadFile {
  const { message, linePos } = error as YAMLError;
  // the first line; the others quote the file, which may hold a secret
  return { file, ...(linePos && { line: linePos[0].line }), reason: message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '') };
}
