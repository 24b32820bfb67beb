import { createHash } from 'crypto';
import { Manifest } from '../checklist/manifests';

export interface OneTimeJob {
  /** At most 57 characters. */
  readonly name: string;
  readonly namespace: string;
  readonly spec: { readonly template: object; readonly [field: string]: unknown };
}

/**
 * A Job whose name carries a hash of what it does: its template cannot be changed, so that another one is another Job, and the same one applied
 * again is the same. It has no TTL: what GitOps owns must not vanish, or it is made and run once more.
 */
export function oneTimeJob({ name, namespace, spec }: OneTimeJob): Manifest {
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: namedByContent(name, spec), namespace }, spec };
}

/** A ConfigMap that never changes: other content is another one, and whoever names it is another one, too. */
export function fixedConfigMap(name: string, namespace: string, data: Record<string, string>): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: namedByContent(name, data), namespace }, immutable: true, data };
}

/** The name with five letters and digits: with 57 characters they make the longest that the label of a Job's pods can hold. */
export function namedByContent(name: string, content: unknown): string {
  return `${name}-${digest(content)}`;
}

function digest(value: unknown): string {
  return BigInt(`0x${createHash('sha256').update(JSON.stringify(value)).digest('hex')}`).toString(36).slice(0, 5);
}
