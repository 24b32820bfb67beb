import { Construct } from 'constructs';
import { BARMAN_CLOUD, PRIMARIES } from './cnpg-operators';
import { Manifest } from '../checklist/manifests';
import { operatorSettings, operatorValues } from '../parts/operator-deployment';
import { addRelease } from '../parts/operator-objects';
import { isPatchOf } from '../parts/operator-release';
import { OperatorOptions } from '../values/operator-options';
import { refuse } from '../values/refusal';

/** Properties of `BarmanCloudPlugin`. */
export interface BarmanCloudPluginProps extends OperatorOptions {
  /**
   * File or URL of the release manifest, `manifest.yaml` of release v0.14.0 or a newer patch; the file of that name in the repository is
   * of a test image. Keep the file with the code: what a URL answers can change.
   */
  readonly manifest: string;
}

/**
 * The Barman Cloud plugin, installed so that it survives the loss of a node: while it does not answer, CloudNativePG reconciles no Cluster
 * that names it, and does not fail over. The release manifest as it is, but for the Deployment, which gets replicas on nodes of their
 * own, away from primaries where there is room, that leave a lost node after seconds, with a priority and requests.
 *
 * The replica that waits for the lease is never Ready: it opens its port when it leads. So the rollout never counts as complete, and the
 * Deployment must be recreated, which it is. It has no PodDisruptionBudget: with one Ready pod of two, `minAvailable: 1` and
 * `maxUnavailable: 1` both never let the leader go, and no node that it is on could be drained, whatever `unhealthyPodEvictionPolicy` says.
 *
 * The Deployment is the child `Resource`: `ApiObject.of(plugin).addJsonPatch(…)` changes what no prop does.
 */
export class BarmanCloudPlugin extends Construct {
  /**
   * The same for the chart `plugin-barman-cloud` 0.7.0, which differs from 0.14.0 in its images only, as the text of a values file. Not for
   * 0.7.1 and later: their readiness probe asks a port that a waiting replica opens, too, and every other call would be refused. The
   * chart makes no PriorityClass: docs/operators.md has it, and it must be there first.
   * @throws when an option is out of range
   */
  public static helmValues(options: OperatorOptions = {}): string {
    const selector = { 'app.kubernetes.io/name': BARMAN_CLOUD.image };
    const tag = `v${BARMAN_CLOUD.version}`;
    return operatorValues({ selector, keepsOff: PRIMARIES }, operatorSettings(options), { image: { tag }, sidecarImage: { tag } });
  }

  /** Namespace that it runs in: CloudNativePG's. */
  public readonly namespace: string;

  /**
   * Adds the release's objects.
   * @throws when the manifest cannot be read, is of another operator or version, names an invalid sidecar image, or an option is out of range
   */
  constructor(scope: Construct, id: string, props: BarmanCloudPluginProps) {
    super(scope, id);
    const { namespace, objects } = addRelease(this, BARMAN_CLOUD, PRIMARIES, props);
    this.namespace = namespace;
    objects.forEach(requireSidecarImage);
  }
}

/**
 * It runs beside every database: another version than the plugin's would speak another protocol. With a newline after it every pod of every
 * database would be invalid, and only the operator's log would say so.
 */
function requireSidecarImage({ kind, data, stringData }: Manifest): void {
  if (kind !== 'Secret') return;
  const image: string | undefined = stringData?.SIDECAR_IMAGE ?? (data?.SIDECAR_IMAGE && Buffer.from(data.SIDECAR_IMAGE, 'base64').toString());
  if (image === undefined) return;
  if (/\s|^$/.test(image)) {
    refuse('manifest', 'name the sidecar\'s image in SIDECAR_IMAGE without white space', image, 'encode it by printf and not by echo');
  }
  if (!isPatchOf(image, BARMAN_CLOUD.version)) {
    refuse('manifest', `name the sidecar's image of ${BARMAN_CLOUD.version}, or of a newer patch of it, in SIDECAR_IMAGE`, image, `take ${BARMAN_CLOUD.url}`);
  }
}
