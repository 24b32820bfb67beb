import { FieldPath } from '../field';
import { groupOf, Manifest } from '../manifests';

/** The pods that a workload makes. */
export interface PodTemplate {
  /** Path to what holds the pods' `metadata` and `spec`. */
  readonly path: FieldPath;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: any;
}

const TEMPLATE: FieldPath = ['spec', 'template'];

const PATHS: Readonly<Record<string, FieldPath>> = {
  '/Pod': [],
  '/ReplicationController': TEMPLATE,
  'apps/Deployment': TEMPLATE,
  'apps/StatefulSet': TEMPLATE,
  'apps/DaemonSet': TEMPLATE,
  'apps/ReplicaSet': TEMPLATE,
  'batch/Job': TEMPLATE,
  'batch/CronJob': ['spec', 'jobTemplate', ...TEMPLATE],
};

/** The template of a workload of Kubernetes' own; undefined for anything else. */
export function podTemplateOf(manifest: Manifest): PodTemplate | undefined {
  const path = PATHS[`${groupOf(manifest)}/${manifest.kind}`];
  const template: any = path?.reduce<any>((of, key) => of?.[key], manifest);
  if (!isRecord(template) || !isRecord(template.spec)) return undefined;
  return { path, labels: isRecord(template.metadata) && isRecord(template.metadata.labels) ? template.metadata.labels : {}, spec: template.spec };
}

/** One container of a pod, where it stands in its manifest. */
export interface ContainerAt {
  readonly container: any;
  readonly path: FieldPath;
  /** Whether it ends before the others start. */
  readonly init: boolean;
}

/** All containers of a template; one that restarts always is a sidecar and no init container (Kubernetes 1.29). */
export function containersOf({ path, spec }: PodTemplate): ContainerAt[] {
  return ['initContainers', 'containers'].flatMap((list) => listIn(spec[list]).flatMap((container, i) => (isRecord(container)
    ? [{ container, path: [...path, 'spec', list, i], init: list === 'initContainers' && container.restartPolicy !== 'Always' }]
    : [])));
}

/** Command and arguments as one text, for a look at what is run. */
export function commandOf(container: any): string {
  return [...listIn(container.command), ...listIn(container.args)].join(' ');
}

/** A list's members; none of what is no list. */
export function listIn(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}

export function isRecord(value: unknown): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
