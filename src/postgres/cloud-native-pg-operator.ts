import { Construct } from 'constructs';
import { CLOUD_NATIVE_PG, PRIMARIES } from './cnpg-operators';
import { disruptionBudget } from '../parts/disruption-budget';
import { addManifest } from '../parts/manifest-object';
import { operatorSettings, operatorValues } from '../parts/operator-deployment';
import { addRelease } from '../parts/operator-objects';
import { OperatorOptions } from '../values/operator-options';

/** Properties of `CloudNativePgOperator`. */
export interface CloudNativePgOperatorProps extends OperatorOptions {
  /**
   * File or URL of the release manifest, `cnpg-1.30.0.yaml` or a newer patch. Keep the file with the code: what a URL answers can change.
   */
  readonly manifest: string;
}

/**
 * CloudNativePG, installed so that it survives the loss of a node: the release manifest as it is, but for the Deployment, which gets replicas
 * on nodes of their own, away from primaries where there is room, that leave a lost node after seconds, with a priority and a
 * PodDisruptionBudget.
 *
 * The Deployment is the child `Resource`: `ApiObject.of(operator).addJsonPatch(…)` changes what no prop does.
 */
export class CloudNativePgOperator extends Construct {
  /**
   * The same for the chart `cloudnative-pg` 0.29.0 (CloudNativePG 1.30.0), as the text of a values file. The chart makes neither a
   * PriorityClass nor a PodDisruptionBudget: docs/operators.md has both, and the class must be there first.
   * @throws when an option is out of range
   */
  public static helmValues(options: OperatorOptions = {}): string {
    const selector = { 'app.kubernetes.io/name': CLOUD_NATIVE_PG.image };
    return operatorValues({ selector, keepsOff: PRIMARIES }, operatorSettings(options));
  }

  /** Namespace that it runs in. */
  public readonly namespace: string;

  /**
   * Adds the release's objects.
   * @throws when the manifest cannot be read, is of another operator or version, or an option is out of range
   */
  constructor(scope: Construct, id: string, props: CloudNativePgOperatorProps) {
    super(scope, id);
    const { name, namespace, selector } = addRelease(this, CLOUD_NATIVE_PG, PRIMARIES, props);
    this.namespace = namespace;
    addManifest(this, 'PodDisruptionBudget', disruptionBudget({ name, namespace, selector }));
  }
}
