import { refuse } from './refusal';

// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ (v1.36)
const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Refuses what is no DNS label that starts with a letter (RFC 1035), as names of Services are. */
export function requireDnsLabel(prop: string, value: string, max = 63): void {
  if (typeof value !== 'string' || !LABEL.test(value)) {
    refuse(prop, 'be a DNS label (lower-case letters, digits and "-", starting with a letter, ending with a letter or digit)',
      value, 'choose such a name');
  }
  if (value.length > max) refuse(prop, `be at most ${max} characters`, value, `shorten it by ${value.length - max}`);
}

/** Refuses what is no name of a namespace: a DNS label that may start with a digit (RFC 1123). */
export function requireNamespace(prop: string, value: string): void {
  if (typeof value !== 'string' || !NAMESPACE.test(value) || value.length > 63) {
    refuse(prop, 'be the name of a namespace (lower-case letters, digits and "-", at most 63 characters)', value, 'choose such a name');
  }
}

/** Refuses what is no DNS subdomain name (RFC 1123), as names of most objects are. */
export function requireDnsSubdomain(prop: string, value: string): void {
  if (!isDnsSubdomain(value)) {
    refuse(prop, 'be a DNS subdomain name (lower-case letters, digits, "-" and ".", at most 253 characters)', value, 'choose such a name');
  }
}

/** Whether something can be the name of most objects. */
export function isDnsSubdomain(value: string): boolean {
  return typeof value === 'string' && SUBDOMAIN.test(value) && value.length <= 253;
}

/** Whether something can be the key of a label or an annotation: a name, or a DNS subdomain name, "/" and a name. */
export function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  return LABEL_KEY.test(key) && slash <= 253 && key.length - slash - 1 <= 63;
}

/** Refuses labels that Kubernetes would not take. */
export function requireLabels(prop: string, labels: { readonly [key: string]: string }): void {
  for (const [key, value] of Object.entries(labels)) {
    if (!isQualifiedName(key)) refuse(prop, 'have label keys in Kubernetes\' form', key, 'correct the key');
    if (typeof value !== 'string' || !LABEL_VALUE.test(value) || value.length > 63) {
      refuse(prop, `have a label value in Kubernetes' form (at most 63 letters, digits, "-", "_", ".") for ${key}`, value, 'correct the value');
    }
  }
}

/** Refuses what is no key of a Secret or a ConfigMap (IsConfigMapKey in apimachinery's pkg/util/validation, v1.36). */
export function requireDataKey(prop: string, key: string): void {
  if (typeof key !== 'string' || !/^[-._a-zA-Z0-9]{1,253}$/.test(key) || key === '.' || key.startsWith('..')) {
    refuse(prop, 'be a key of a Secret or ConfigMap (letters, digits, "-", "_", ".")', key, 'name the key that holds the value');
  }
}
