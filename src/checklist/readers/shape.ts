import { isRecord } from './pod-template';

/** What a part of a manifest has to look like; fields that a shape does not name are left out. Text may be a number; a string is in quotes then. */
export type Shape = 'text' | 'string' | 'number' | 'flag' | 'anything' | { readonly list: Shape } | { readonly map: Shape } | { readonly fields: Fields };

export interface Fields {
  readonly [field: string]: Shape;
}

/**
 * A part of a manifest, sure to be of its shape. Nulls are left out, as the API server does with fields that do not take them
 * (Kubernetes docs, Extend the Kubernetes API with CustomResourceDefinitions, Defaulting and Nullable).
 * @throws when it is of another shape, which would be read as no finding at all
 */
export function shaped(value: unknown, shape: Shape, field: string): any {
  if (value === undefined || value === null) return undefined;
  if (shape === 'anything') return value;
  if (shape === 'text') return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : refuse(field, 'be text', value);
  if (shape === 'string') return typeof value === 'string' ? value : refuse(field, 'be text in quotes', value);
  if (shape === 'number') return typeof value === 'number' ? value : refuse(field, 'be a number', value);
  if (shape === 'flag') return typeof value === 'boolean' ? value : refuse(field, 'be true or false', value);
  if ('list' in shape) {
    if (!Array.isArray(value) || value.some((item) => item === null || item === undefined)) return refuse(field, 'be a list without gaps', value);
    return value.map((item, i) => shaped(item, shape.list, `${field}[${i}]`));
  }
  // where a map is wanted, a number may be the password itself
  if (!isRecord(value)) return refuse(field, 'be a map', value, typeof value === 'number' ? 'a number' : sortOf(value));
  const names = 'map' in shape ? Object.keys(value) : Object.keys(shape.fields).filter((name) => Object.hasOwn(value, name));
  const parts = names.map((name) => [name, shaped(value[name], 'map' in shape ? shape.map : shape.fields[name], `${field}.${name}`)]);
  return Object.fromEntries(parts.filter(([, part]) => part !== undefined));
}

function refuse(field: string, constraint: string, value: unknown, words = sortOf(value)): never {
  throw new Error(`${field} must ${constraint}, got ${words}; correct the manifest`);
}

/** Without the value, which may hold a password. */
export function sortOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? 'text' : String(value);
}
