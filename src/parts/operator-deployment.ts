import { Yaml } from 'cdk8s';
import { LONGEST_TOLERATION_SECONDS, LOST_NODE } from '../checklist/lost-node';
import { Manifest } from '../checklist/manifests';
import { OperatorOptions } from '../values/operator-options';
import { Priority } from '../values/priority';
import { requireInteger } from '../values/refusal';

/** `system-cluster-critical` exists everywhere, but GKE admits its pods outside of kube-system only beside a ResourceQuota. */
const OPERATOR_PRIORITY = Priority.of({ name: 'database-operators', value: 1_000_000_000 });

/** Of containers that have none of their own. */
const FEWEST_REQUESTS = { requests: { cpu: '100m', memory: '100Mi' } };

/** What the options come to. */
export interface OperatorSettings {
  readonly replicas: number;
  readonly tolerationSeconds: number;
  readonly priority: Priority;
  /** Of each container; undefined leaves those that there are. */
  readonly resources?: object;
}

export function operatorSettings(options: OperatorOptions): OperatorSettings {
  const replicas = options.replicas ?? 2;
  requireInteger('replicas', replicas, 2, 5, 'one pod is lost with its node, and more than a few only wait');
  const tolerationSeconds = options.nodeLossToleration?.toSeconds({ integral: false }) ?? 10;
  requireInteger('nodeLossToleration', tolerationSeconds, 0, LONGEST_TOLERATION_SECONDS, 'give for example Duration.seconds(10)');
  return { replicas, tolerationSeconds, priority: options.priority ?? OPERATOR_PRIORITY, resources: options.compute?._resources() };
}

/** Labels that say which pods an operator has, and which pods it keeps away from. */
export interface OperatorPods {
  readonly selector: Readonly<Record<string, string>>;
  readonly keepsOff: Readonly<Record<string, string>>;
}

/** Where the pods run: the part of a pod's spec that a chart takes as values under the same names. */
function operatorPlacement({ selector, keepsOff }: OperatorPods, { tolerationSeconds, priority }: OperatorSettings): Record<string, unknown> {
  // of one revision: otherwise the first new pod of a rollout would need one node more than there are replicas
  const own = () => ({ labelSelector: { matchLabels: { ...selector } }, matchLabelKeys: ['pod-template-hash'] });
  return {
    priorityClassName: priority.name,
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [{ ...own(), topologyKey: 'kubernetes.io/hostname' }],
        preferredDuringSchedulingIgnoredDuringExecution: [{
          weight: 100,
          podAffinityTerm: { labelSelector: { matchLabels: keepsOff }, namespaceSelector: {}, topologyKey: 'kubernetes.io/hostname' },
        }],
      },
    },
    // not DoNotSchedule: with one of two zones lost, a pod would wait for a zone that does not come back
    topologySpreadConstraints: [{ ...own(), maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }],
    tolerations: LOST_NODE.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds })),
  };
}

/** The Deployment of a release, with more replicas and with places for them. All else is the release's. */
export function survivingDeployment(deployment: Manifest, keepsOff: OperatorPods['keepsOff'], settings: OperatorSettings): Manifest {
  const { spec } = deployment;
  const pod = spec.template.spec;
  const { affinity, tolerations, ...placement } = operatorPlacement({ selector: spec.selector.matchLabels, keepsOff }, settings);
  const others = (pod.tolerations ?? []).filter(({ key }: any) => !LOST_NODE.includes(key));
  return {
    ...deployment,
    spec: {
      ...spec,
      replicas: settings.replicas,
      template: {
        ...spec.template,
        spec: {
          ...pod,
          ...placement,
          affinity: { ...pod.affinity, ...affinity as object },
          // the first that fits a taint counts, and one of the others may fit all
          tolerations: [...tolerations as object[], ...others],
          containers: pod.containers.map((container: any) => ({ ...container, resources: settings.resources ?? ownResources(container) })),
        },
      },
    },
  };
}

function ownResources({ resources }: any): object {
  return resources?.requests ? resources : { ...resources, ...FEWEST_REQUESTS };
}

/** The same as the text of a values file, for charts that name their values as a Deployment does. */
export function operatorValues(pods: OperatorPods, settings: OperatorSettings, more: object = {}): string {
  return Yaml.stringify({
    ...more,
    replicaCount: settings.replicas,
    ...operatorPlacement(pods, settings),
    resources: settings.resources ?? FEWEST_REQUESTS,
  });
}
