import { childPath, isObject, KindSchema, nodes, Schema } from './kind-schema';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SERVICE_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const PATH_SEGMENT = /^(?!\.{1,2}$)[^/%]+$/;

interface NameRule {
  readonly pattern: RegExp;
  readonly length: number;
  readonly words: string;
}

const SUBDOMAIN_NAME: NameRule = { pattern: SUBDOMAIN, length: 253, words: 'a DNS-1123 subdomain' };

// k8s.io/kubernetes v1.36.3, pkg/apis/*/validation
const NAMES: Record<string, NameRule> = {
  Namespace: { pattern: LABEL, length: 63, words: 'a DNS-1123 label' },
  // 1.36 takes a leading digit too (RelaxedServiceNameValidation), 1.35 does not
  Service: { pattern: SERVICE_LABEL, length: 63, words: 'a DNS-1035 label' },
  Role: { pattern: PATH_SEGMENT, length: 253, words: 'a path segment' },
  RoleBinding: { pattern: PATH_SEGMENT, length: 253, words: 'a path segment' },
  // the controller appends 11 characters to name the Jobs
  CronJob: { ...SUBDOMAIN_NAME, length: 52 },
};

const ANNOTATIONS_BYTES = 256 * 1024;

/** Names, labels and annotations, of the object and of the pod templates in Kubernetes' own kinds. */
export function metadataErrors(manifest: any, kind: KindSchema): string[] {
  const { name, generateName, namespace } = manifest.metadata ?? {};
  const rule = kind.native ? NAMES[kind.kind] ?? SUBDOMAIN_NAME : SUBDOMAIN_NAME;
  const errors: string[] = [];
  if (name === undefined && generateName === undefined) errors.push('metadata.name must be set, got nothing');
  if (typeof name === 'string' && !matches(name, rule)) {
    errors.push(`metadata.name must be ${rule.words} of at most ${rule.length} characters, got ${JSON.stringify(name)}`);
  }
  if (typeof namespace === 'string' && !matches(namespace, NAMES.Namespace)) {
    errors.push(`metadata.namespace must be a DNS-1123 label of at most 63 characters, got ${JSON.stringify(namespace)}`);
  }
  const metas = [...nodes(manifest, kind.schema)].filter(node => isObjectMeta(node.schema) && isObject(node.value));
  return [...errors, ...metas.flatMap(node => inMeta(node.value, node.path))];
}

function matches(text: string, { pattern, length }: NameRule): boolean {
  return text.length <= length && pattern.test(text);
}

// Custom resources have label fields of their own, with rules of their own; these are metav1.ObjectMeta's.
function isObjectMeta(schema: Schema): boolean {
  return schema.properties?.labels !== undefined && schema.properties?.ownerReferences !== undefined;
}

function inMeta({ labels, annotations }: Record<string, any>, path: string): string[] {
  return [...labelErrors(labels ?? {}, `${path}.labels`), ...annotationErrors(annotations ?? {}, `${path}.annotations`)];
}

function labelErrors(labels: Record<string, unknown>, path: string): string[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...keyErrors(key, key, path),
    ...typeof value !== 'string' || (value.length <= 63 && (value === '' || QUALIFIED.test(value))) ? [] : [
      `${childPath(path, key)} must be at most 63 characters [A-Za-z0-9_.-] that start and end with a letter or digit, got ${JSON.stringify(value)}`,
    ],
  ]);
}

function annotationErrors(annotations: Record<string, unknown>, path: string): string[] {
  const bytes = Object.entries(annotations).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)), 0);
  return [
    // the prefix of an annotation's key may have capitals (apimachinery, ValidateAnnotations)
    ...Object.keys(annotations).flatMap(key => keyErrors(key, key.toLowerCase(), path)),
    ...bytes <= ANNOTATIONS_BYTES ? [] : [`${path} must have at most ${ANNOTATIONS_BYTES} bytes in all, got ${bytes}`],
  ];
}

function keyErrors(key: string, compared: string, path: string): string[] {
  const parts = compared.split('/');
  const name = parts.pop()!;
  const good = parts.length <= 1 && name.length <= 63 && QUALIFIED.test(name) && parts.every(prefix => matches(prefix, SUBDOMAIN_NAME));
  return good ? [] : [`${path} must have keys of the form [prefix/]name, got ${JSON.stringify(key)}; see "Labels and Selectors", syntax`];
}
