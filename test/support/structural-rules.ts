import { childPath, fieldSchema, isObject, KindSchema, Node, nodes, Schema } from './kind-schema';

/**
 * The object as the API server sees it before validation: without nulls that are not nullable, with the CRD's defaults
 * (apiextensions-apiserver, pkg/apiserver/schema/defaulting). Kubernetes' own kinds get no defaults: they are applied in Go.
 */
export function asDecoded(value: any, kind: KindSchema): any {
  return decoded(value, kind.schema, !kind.native);
}

function decoded(value: any, schema: Schema | undefined, withDefaults: boolean): any {
  if (Array.isArray(value)) return value.map(item => decoded(item, schema?.items, withDefaults));
  if (!isObject(value)) return value;
  const result: Record<string, any> = {};
  for (const [field, inner] of Object.entries(value)) {
    const known = fieldSchema(schema, field);
    if (inner === undefined || (inner === null && known && !known.nullable)) continue;
    result[field] = decoded(inner, known, withDefaults);
  }
  for (const [field, known] of Object.entries<Schema>(withDefaults ? schema?.properties ?? {} : {})) {
    if (known.default !== undefined && !Object.hasOwn(result, field)) result[field] = decoded(structuredClone(known.default), known, withDefaults);
  }
  return result;
}

/** Fields that the API server would prune, which `fieldValidation=Strict`, kubectl's default, refuses. */
export function unknownFields(value: any, schema: Schema): string[] {
  return [...nodes(value, schema)].flatMap(node => isObject(node.value) && !node.schema['x-kubernetes-preserve-unknown-fields']
    ? Object.keys(node.value).filter(field => !fieldSchema(node.schema, field))
      .map(field => `${childPath(node.path, field)} must be a field of the schema, got an unknown one; ${fieldsOf(node.schema)}`)
    : []);
}

function fieldsOf(schema: Schema): string {
  const fields = Object.keys(schema.properties ?? {});
  return fields.length > 0 ? `known here: ${fields.join(', ')}` : 'no field is known here';
}

/** Items that the API server takes for the same one, in lists of type map and set. */
export function duplicateItems(value: any, schema: Schema): string[] {
  return [...nodes(value, schema)].flatMap(node => Array.isArray(node.value) ? duplicatesIn(node) : []);
}

function duplicatesIn({ value, schema, path }: Node): string[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'map' && type !== 'set') return [];
  const first = new Map<string, number>();
  return (value as any[]).flatMap((item, index) => {
    const key = JSON.stringify(type === 'map' ? mapKey(item, schema) : item);
    if (!first.has(key)) {
      first.set(key, index);
      return [];
    }
    return [`${childPath(path, index)} must be unique in its list, got ${key} again; item ${first.get(key)} has it too`];
  });
}

function mapKey(item: any, schema: Schema): Record<string, any> {
  const keys: string[] = schema['x-kubernetes-list-map-keys'];
  return Object.fromEntries(keys.map(key => [key, item?.[key] ?? schema.items.properties?.[key]?.default]));
}
