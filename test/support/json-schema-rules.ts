import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import { childPath, Node, nodes, Schema } from './kind-schema';

const INT32 = 2 ** 31;

const ajv = new Ajv({
  allErrors: true,
  verbose: true,
  strict: false,
  logger: false,
  unicodeRegExp: false,
  // The formats that the API server checks, of those in test/schemas; ajv passes over the others.
  formats: {
    'int32': { type: 'number', validate: (n: number) => n >= -INT32 && n < INT32 },
    'int64': { type: 'number', validate: (n: number) => n >= -(2 ** 63) && n < 2 ** 63 },
    'date-time': /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/,
    'byte': /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  },
  code: { regExp: Object.assign(goRegExp, { code: 'goRegExp' }) },
});

// Go writes flags into the pattern, `(?i)^…$`; JavaScript beside it.
function goRegExp(pattern: string, flags: string): RegExp {
  const [, inline = '', rest] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(pattern)!;
  return new RegExp(rest, flags + inline);
}

/** Types, required fields, enums, patterns, bounds. */
export function jsonSchemaErrors(value: any, schema: Schema): string[] {
  return [...nodes(value, schema)].flatMap(node => {
    const validate = validator(node.schema);
    return validate(node.value) ? [] : validate.errors!.map(error => sentence(error, node));
  });
}

const bySchema = new WeakMap<Schema, ValidateFunction>();
const byText = new Map<string, ValidateFunction>();

// One node at a time: ajv takes a second to compile all of a Cluster or a Deployment, and a manifest has few of its fields.
function validator(schema: Schema): ValidateFunction {
  const seen = bySchema.get(schema);
  if (seen) return seen;
  const { properties, additionalProperties, items, ...own } = schema;
  const json = jsonSchema(own);
  const text = JSON.stringify(json);
  const validate = byText.get(text) ?? ajv.compile(json);
  byText.set(text, validate);
  bySchema.set(schema, validate);
  return validate;
}

const NO_JSON_SCHEMA = ['default', 'nullable', '$comment'];

/** OpenAPI's dialect of Kubernetes as plain JSON schema. */
function jsonSchema(schema: Schema): object {
  const result: Record<string, any> = {};
  for (const [word, value] of Object.entries(schema)) {
    if (word.startsWith('x-') || NO_JSON_SCHEMA.includes(word)) continue;
    if (word === 'properties') result[word] = Object.fromEntries(Object.entries<Schema>(value).map(([name, inner]) => [name, jsonSchema(inner)]));
    else if (['allOf', 'anyOf', 'oneOf'].includes(word)) result[word] = value.map(jsonSchema);
    else if (['items', 'not', 'additionalProperties'].includes(word) && typeof value === 'object') result[word] = jsonSchema(value);
    else result[word] = value;
  }
  if (schema['x-kubernetes-int-or-string']) {
    result.type = ['integer', 'string'];
    delete result.anyOf; // says the same
  }
  // OpenAPI 3.0 has them as booleans beside the bound, JSON schema as the bound itself
  for (const [exclusive, bound] of [['exclusiveMinimum', 'minimum'], ['exclusiveMaximum', 'maximum']]) {
    if (result[exclusive] === true) {
      result[exclusive] = result[bound];
      delete result[bound];
    } else if (result[exclusive] === false) {
      delete result[exclusive];
    }
  }
  return schema.nullable ? { anyOf: [{ type: 'null' }, result] } : result;
}

function sentence(error: ErrorObject, node: Node): string {
  const path = pathOf(error.instancePath, node.path);
  if (error.keyword === 'required') return `${childPath(path, error.params.missingProperty)} must be set, got nothing`;
  const constraint = error.keyword === 'enum' ? `must be one of ${error.params.allowedValues.join(', ')}` : error.message;
  return `${path || 'the object'} ${constraint}, got ${JSON.stringify(error.data)}`;
}

// A node's own anyOf, oneOf, allOf and not may look into its fields.
function pathOf(pointer: string, start: string): string {
  return pointer.split('/').slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce((path, part) => childPath(path, /^\d+$/.test(part) ? Number(part) : part), start);
}
