import { celErrors } from './cel-rules';
import { jsonSchemaErrors } from './json-schema-rules';
import { isObject, kindSchema } from './kind-schema';
import { metadataErrors } from './metadata-rules';
import { asDecoded, duplicateItems, unknownFields } from './structural-rules';

/**
 * What an API server says to the creation of this manifest, as far as its schema tells: unknown fields, types, required fields,
 * enums, patterns, bounds, duplicates in keyed lists, CEL rules, names, labels, annotations. Neither webhooks nor the checks that
 * Kubernetes has in Go for its own kinds. Empty when it is accepted; each message names its path.
 */
export function schemaErrors(manifest: any): string[] {
  if (!isObject(manifest)) return [`manifest must be an object, got ${JSON.stringify(manifest)}`];
  const kind = kindSchema(String(manifest.apiVersion), String(manifest.kind));
  if (!kind) {
    return [`kind must be one of test/schemas, got ${manifest.apiVersion} ${manifest.kind}; add it to scripts/fetch-schemas.mjs`];
  }
  const object = asDecoded(manifest, kind);
  const errors = [
    ...unknownFields(object, kind.schema),
    ...metadataErrors(object, kind),
    ...jsonSchemaErrors(object, kind.schema),
    ...duplicateItems(object, kind.schema),
  ];
  // Like the API server, ask the CEL rules only about an object that is sound otherwise.
  return [...new Set(errors.length > 0 ? errors : celErrors(object, kind.schema))];
}
