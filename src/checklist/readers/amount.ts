import { quantity } from './quantity';

/** A Kubernetes quantity as a number; undefined when it is none, which is for the API server to say. */
export function amountOf(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  try {
    return quantity(value);
  } catch {
    return undefined;
  }
}
