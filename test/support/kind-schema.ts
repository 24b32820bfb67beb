import { existsSync, readFileSync } from 'fs';
import { join } from 'path';

/** A node of an OpenAPI schema as Kubernetes uses it: JSON schema's words and `x-kubernetes-*`. */
export interface Schema {
  readonly [word: string]: any;
}

export interface KindSchema {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
  readonly scope: 'Namespaced' | 'Cluster';
  /** Kubernetes' own kind, decoded into Go types: no defaults and no null rules of a custom resource. */
  readonly native: boolean;
  readonly schema: Schema;
}

/** A value of a manifest with what its schema says about it. */
export interface Node {
  readonly value: any;
  readonly schema: Schema;
  readonly path: string;
}

const FOLDER = join(__dirname, '..', 'schemas');
const cache = new Map<string, KindSchema | undefined>();

export function kindSchema(apiVersion: string, kind: string): KindSchema | undefined {
  const [version, group = 'core'] = apiVersion.split('/').reverse();
  const name = `${group}_${kind}_${version}.json`;
  if (!cache.has(name)) cache.set(name, read(name));
  return cache.get(name);
}

function read(name: string): KindSchema | undefined {
  const file = join(FOLDER, name);
  if (!existsSync(file)) return undefined;
  const found = JSON.parse(readFileSync(file, 'utf8'));
  return { ...found, schema: withResourceFields({ ...found.schema, 'x-kubernetes-embedded-resource': true }, objectMeta()) };
}

function objectMeta(): Schema {
  return JSON.parse(readFileSync(join(FOLDER, 'object-meta.json'), 'utf8'));
}

// A CRD says nothing of metadata; the API server knows it, at the root and in every embedded resource.
function withResourceFields(schema: any, meta: Schema): any {
  if (Array.isArray(schema)) return schema.map(item => withResourceFields(item, meta));
  if (schema === null || typeof schema !== 'object') return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([word, value]) => [word, withResourceFields(value, meta)]));
  if (!schema['x-kubernetes-embedded-resource']) return inner;
  return { ...inner, properties: { ...inner.properties, apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: meta } };
}

/** What the schema says about one field of an object; undefined when it does not know the field. */
export function fieldSchema(schema: Schema | undefined, field: string): Schema | undefined {
  if (schema?.properties && Object.hasOwn(schema.properties, field)) return schema.properties[field];
  if (schema?.additionalProperties === true) return { 'x-kubernetes-preserve-unknown-fields': true };
  return schema?.additionalProperties || undefined;
}

export function isObject(value: unknown): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function childPath(path: string, field: string | number): string {
  if (typeof field === 'number') return `${path}[${field}]`;
  if (!/^[A-Za-z_$][\w$-]*$/.test(field)) return `${path}[${JSON.stringify(field)}]`;
  return path === '' ? field : `${path}.${field}`;
}

/** Every value that the schema knows, outermost first. */
export function* nodes(value: any, schema: Schema, path = ''): Generator<Node> {
  yield { value, schema, path };
  if (Array.isArray(value)) {
    if (!schema.items) return;
    for (const [index, item] of value.entries()) yield* nodes(item, schema.items, childPath(path, index));
  } else if (isObject(value)) {
    for (const [field, inner] of Object.entries(value)) {
      const known = fieldSchema(schema, field);
      if (known) yield* nodes(inner, known, childPath(path, field));
    }
  }
}
