import { FieldPath } from '../field';

/** Where a database's backups and its log lie. */
export interface Archive {
  /** In which store: the same text for everybody who means the same. */
  readonly place: string;
  /** Under which name in it. */
  readonly server: string;
  /** Whether the manifest says that name; otherwise it is a default. */
  readonly named: boolean;
  /** Where the manifest says all this. */
  readonly path: FieldPath;
}

/** A path in an object store; undefined where something is left to be filled in. */
export function placeIn(namespace: string, endpoint: unknown, ...parts: unknown[]): string | undefined {
  const path = parts.filter((part) => part !== undefined && part !== '');
  if (path.length === 0 || ![...path, endpoint ?? ''].every(isFilledIn)) return undefined;
  const host = String(endpoint ?? '').replace(/^\w+:\/\//, '').replace(/\/+$/, '');
  // a bare name is another Service in each namespace
  const of = host === '' || host.includes('.') ? host : `${host}.${namespace}`;
  return `${of ? `${of} ` : ''}${path.map((part) => String(part).replace(/^\/+|\/+$/g, '')).join('/')}`;
}

function isFilledIn(text: unknown): boolean {
  return typeof text === 'string' && !/[$<{]/.test(text);
}
