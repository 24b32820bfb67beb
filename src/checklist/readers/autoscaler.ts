import { Manifest, Manifests } from '../manifests';

/** What scales a workload out by itself, and to how many replicas. */
export interface Autoscaler {
  readonly what: string;
  readonly most: number;
}

interface Kind {
  readonly group: string;
  readonly kind: string;
  readonly mostOf: (spec: any) => unknown;
  readonly defaultKind?: string;
}

/** KEDA scales Deployments to 100 replicas unless told otherwise (KEDA 2.15 docs, ScaledObject specification). */
const KINDS: readonly Kind[] = [
  { group: 'autoscaling', kind: 'HorizontalPodAutoscaler', mostOf: ({ maxReplicas }) => maxReplicas },
  { group: 'keda.sh', kind: 'ScaledObject', mostOf: ({ maxReplicaCount = 100 }) => maxReplicaCount, defaultKind: 'Deployment' },
];

/** The autoscaler of a workload that may run more than one replica of it. */
export function autoscalerOf({ kind, metadata: { name, namespace = 'default' } }: Manifest, among: Manifests): Autoscaler | undefined {
  return KINDS.flatMap((of) => among.inNamespace(of.group, of.kind, namespace).flatMap(({ metadata, spec }) => {
    const target = spec?.scaleTargetRef;
    const most = Number(of.mostOf(spec ?? {}));
    return target?.name === name && (target.kind ?? of.defaultKind) === kind && most > 1 ? [{ what: `${of.kind} ${metadata.name}`, most }] : [];
  }))[0];
}
