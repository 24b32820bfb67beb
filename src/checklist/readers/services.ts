import { mostOf } from './everybody';
import { Labels } from './label-selector';
import { NeededPort } from './network-rule';
import { listIn } from './pod-template';
import { selecting, SelectingKind } from './selecting';
import { Manifest, Manifests } from '../manifests';

const SERVICES: SelectingKind = {
  group: '',
  kind: 'Service',
  selectorOf: ({ spec }) => (Object.keys(spec?.selector ?? {}).length > 0 ? { matchLabels: spec.selector } : undefined),
  namespacesOf: ({ metadata }) => [metadata.namespace ?? 'default'],
};

/** Services that lead to pods with these labels. */
export function servicesTo(among: Manifests, namespace: string, podLabels: Labels): Manifest[] {
  return selecting(among, SERVICES, namespace, podLabels);
}

/** Whether a Service leads to that port of its pods. */
export function leadsTo({ spec }: Manifest, { port, name }: NeededPort): boolean {
  return listIn(spec?.ports).some((of) => {
    const target = of?.targetPort ?? of?.port;
    return target === port || String(target) === String(port) || (name !== undefined && target === name);
  });
}

/** What is read of a Service's spec, or of an operator's field that becomes one. */
export interface ServiceDoor {
  readonly what: string;
  readonly spec: any;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/** Balancers of the cloud's own network (docs of the cloud controllers of AWS, Azure, Google, OpenStack, and of AWS Load Balancer Controller). */
const INTERNAL: Readonly<Record<string, RegExp>> = {
  'service.beta.kubernetes.io/aws-load-balancer-internal': /^(?!false$)/i,
  'service.beta.kubernetes.io/aws-load-balancer-scheme': /^internal$/i,
  'service.beta.kubernetes.io/azure-load-balancer-internal': /^true$/i,
  'service.beta.kubernetes.io/openstack-internal-load-balancer': /^true$/i,
  'networking.gke.io/load-balancer-type': /^internal$/i,
  'cloud.google.com/load-balancer-type': /^internal$/i,
};

/** Of a Service as it stands in the input. */
export function serviceDoor({ metadata, spec }: Manifest): ServiceDoor {
  return { what: `Service ${metadata.name}`, spec, annotations: metadata.annotations as ServiceDoor['annotations'] };
}

/** By what a Service lets anybody in from outside of the cluster, in words; undefined when it does not. */
export function doorOf({ spec, annotations = {} }: ServiceDoor): string | undefined {
  if (listIn(spec?.externalIPs).length > 0) return 'externalIPs';
  if (spec?.type === 'NodePort') return 'NodePort';
  // of a network that one has to be a member of
  if (spec?.type !== 'LoadBalancer' || spec.loadBalancerClass === 'tailscale') return undefined;
  if (Object.entries(INTERNAL).some(([key, value]) => annotations[key] !== undefined && value.test(String(annotations[key])))) return undefined;
  const ranges = listIn(spec.loadBalancerSourceRanges).map(String);
  if (ranges.length === 0) return 'LoadBalancer without loadBalancerSourceRanges';
  const [most] = mostOf(ranges);
  return most && `LoadBalancer with loadBalancerSourceRanges for ${most}`;
}
