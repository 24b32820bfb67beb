import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { refuse } from '../values/refusal';

/** The namespace of a construct: its own, or its chart's. */
export function namespaceOf(scope: Construct, own: string | undefined): string {
  const namespace = own ?? Chart.of(scope).namespace;
  if (namespace === undefined) {
    refuse('namespace', 'be given', undefined, 'set it here or on the Chart; what a database is called must not depend on who applies it');
  }
  return namespace;
}
