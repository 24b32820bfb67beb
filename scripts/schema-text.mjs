// What a schema says to a machine: no descriptions, no references.

const WORDS = ['description', 'title', 'externalDocs', 'example', 'x-kubernetes-patch-strategy', 'x-kubernetes-patch-merge-key', 'x-kubernetes-group-version-kind'];
const SCHEMA_MAPS = ['properties', 'patternProperties', 'definitions'];

/** The schema without what only people read. A property that is called `description` stays. */
export function stripped(schema) {
  if (Array.isArray(schema)) return schema.map(stripped);
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(Object.entries(schema)
    .filter(([word]) => !WORDS.includes(word))
    .map(([word, value]) => {
      if (SCHEMA_MAPS.includes(word)) return [word, Object.fromEntries(Object.entries(value).map(([name, sub]) => [name, stripped(sub)]))];
      return [word, word === 'default' || word === 'enum' ? value : stripped(value)];
    }));
}

// Kubernetes' OpenAPI says no more of a quantity than string or number; the grammar is that of
// k8s.io/apimachinery/pkg/api/resource, as controller-gen writes it into CRDs.
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const QUANTITY_PATTERN = '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';

/** The schema with every reference replaced by what it refers to. The kinds taken here have no recursive types. */
export function resolved(schema, schemas) {
  if (Array.isArray(schema)) return schema.map(item => resolved(item, schemas));
  if (schema === null || typeof schema !== 'object') return schema;
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop();
    if (name === QUANTITY) return { oneOf: [{ type: 'string', pattern: QUANTITY_PATTERN }, { type: 'number' }] };
    return resolved(schemas[name], schemas);
  }
  const { allOf, ...rest } = Object.fromEntries(Object.entries(schema).map(([word, value]) => [word, resolved(value, schemas)]));
  // OpenAPI wraps a reference in allOf to put a default beside it; that of an object is not needed.
  if (allOf?.length !== 1) return allOf ? { ...rest, allOf } : rest;
  if (typeof rest.default === 'object') delete rest.default;
  return { ...allOf[0], ...rest };
}
