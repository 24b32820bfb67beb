import { celEngine } from './cel-engine';
import { isObject, nodes, Schema } from './kind-schema';

type Rule = (variables: { self: unknown }) => unknown;

const parsed = new Map<string, Rule>();
let environment: { parse(rule: string): Rule } | undefined;

function parse(rule: string): Rule {
  environment ??= new (celEngine().Environment)({
    enableOptionalTypes: true, homogeneousAggregateLiterals: false, unlistedVariablesAreDyn: true,
  });
  const known = parsed.get(rule) ?? environment.parse(rule);
  parsed.set(rule, known);
  return known;
}

/** Violations of `x-kubernetes-validations`, as when the object is created. */
export function celErrors(value: any, schema: Schema): string[] {
  return [...nodes(value, schema)].flatMap(node => (node.value === null ? [] : node.schema['x-kubernetes-validations'] ?? [])
    .filter((validation: any) => !isTransition(validation))
    .flatMap(({ rule, message }: any) => {
      const failure = failureOf(rule, celValue(node.value, node.schema));
      return failure === undefined ? [] : [`${node.path || 'the object'} must satisfy ${rule}, ${failure}; ${message ?? 'the CRD says no more'}`];
    }));
}

// A rule about the change of a value runs on updates only, unless it says that it can do without the old one.
function isTransition({ rule, optionalOldSelf }: { rule: string; optionalOldSelf?: boolean }): boolean {
  return /\boldSelf\b/.test(rule) && !optionalOldSelf;
}

// As in the API server, a rule that cannot be evaluated rejects the object.
function failureOf(rule: string, self: unknown): string | undefined {
  try {
    const verdict = parse(rule)({ self });
    return verdict === true ? undefined : `got ${verdict}`;
  } catch (error) {
    return `got an error: ${(error as Error).message.split('\n')[0]}`;
  }
}

/** The value with CEL's types: integers where the schema has integers, maps where it has maps, only fields that it declares. */
function celValue(value: any, schema: Schema | undefined): unknown {
  if (typeof value === 'number') return schema?.type === 'number' ? value : BigInt(value);
  if (Array.isArray(value)) return value.map(item => celValue(item, schema?.items));
  if (!isObject(value)) return value;
  if (schema?.additionalProperties) {
    return new Map(Object.entries(value).map(([key, inner]) => [key, celValue(inner, schema.additionalProperties)]));
  }
  const fields = schema?.['x-kubernetes-embedded-resource'] ? { ...schema.properties, metadata: METADATA } : schema?.properties ?? {};
  return Object.fromEntries(Object.entries<Schema>(fields)
    .filter(([field]) => Object.hasOwn(value, field) && value[field] !== null)
    .map(([field, inner]) => [celName(field), celValue(value[field], inner)]));
}

// What rules may see of metadata (types_jsonschema.go, ValidationRule.Rule).
const METADATA: Schema = { properties: { name: { type: 'string' }, generateName: { type: 'string' } } };

const RESERVED = new Set([
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop',
  'package', 'namespace', 'return', 'var', 'void', 'while',
]);
const ESCAPES: Record<string, string> = { '__': '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };

// k8s.io/apiserver, pkg/cel/escaping.go
function celName(field: string): string {
  return RESERVED.has(field) ? `__${field}__` : field.replace(/__|[./-]/g, found => ESCAPES[found]);
}
