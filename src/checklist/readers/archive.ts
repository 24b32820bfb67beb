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

/** A path in an object store, however it is spelled; undefined where something is left to be filled in. */
export function placeIn(namespace: string, endpoint: unknown, ...parts: unknown[]): string | undefined {
  const path = parts.filter((part) => part !== undefined && part !== '');
  if (path.length === 0 || ![...path, endpoint ?? ''].every(isFilledIn)) return undefined;
  const of = hostOf(String(endpoint ?? ''), namespace);
  return `${of ? `${of} ` : ''}${path.map((part, i) => (i === 0 ? bucketOf(String(part)) : bare(String(part)))).join('/')}`;
}

/** Host, port and path of a store; empty for the one that a client takes without a word. */
function hostOf(endpoint: string, namespace: string): string {
  const [, scheme = 'https', host = '', port, path = ''] = /^(?:(\w+):\/\/)?([^/:]*)(?::(\d+))?([^]*)/.exec(endpoint.trim()) ?? [];
  const name = host.toLowerCase().replace(/\.$/, '');
  if (AWS.test(name)) return '';
  // a bare name is another Service in each namespace
  const service = name === '' || name.includes('.') ? name.replace(/\.svc(\.cluster\.local)?$/, '') : `${name}.${namespace}`;
  const isDefault = port === (scheme.toLowerCase() === 'http' ? '80' : '443');
  return `${service}${port === undefined || isDefault ? '' : `:${port}`}${path.replace(/(?<!\/)\/+$/, '')}`;
}

/** Buckets' names are one set in all regions of AWS but China's and the government's (Amazon S3 user guide, General purpose bucket naming rules). */
const AWS = /^s3(-accelerate|-fips|-external-1)?(\.dualstack)?([.-](?!us-gov-)[a-z]{2}(-[a-z]+)+-\d)?\.amazonaws\.com$/;

/** With or without a scheme, and with what lies below in it: a client takes slashes before a key away (`path.lstrip`, cloud.py, Barman 3.16). */
function bucketOf(text: string): string {
  const [, scheme = '', bucket = '', key = ''] = /^(?:(\w+):\/\/)?([^/]*)([^]*)/.exec(text) ?? [];
  return [`${scheme && `${scheme.toLowerCase()}://`}${bucket}`, bare(key)].filter((part) => part !== '').join('/');
}

function bare(path: string): string {
  return path.replace(/^\/+|(?<!\/)\/+$/g, '');
}

function isFilledIn(text: unknown): boolean {
  return typeof text === 'string' && !/[$<{]/.test(text);
}
