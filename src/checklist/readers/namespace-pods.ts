import { Labels, LabelSelector } from './label-selector';
import { OperatorPods, operatorPods } from './operator-pods';
import { isRecord, listIn, podTemplateOf } from './pod-template';
import { groupOf, Manifest, Manifests } from '../manifests';

/** Whether a selector may select pods in a namespace, in doubt yes. */
export function maySelectPods(selector: LabelSelector, among: Manifests, namespace: string): boolean {
  const { pairs, keys } = possibleIn(among, namespace);
  if (Object.entries(selector.matchLabels ?? {}).some(([key, value]) => !keys.has(key) && !pairs.has(`${key}=${value}`))) return false;
  return templatesIn(among, namespace).some((labels) => maySelect(selector, labels, RUNTIME))
    || operatorPods(among, namespace).some((pods) => maySelectOf(selector, pods));
}

/** Whether a selector may select Services in a namespace, in doubt yes: operators label theirs much as their pods. */
export function maySelectServices(selector: LabelSelector, among: Manifests, namespace: string): boolean {
  return among.inNamespace('', 'Service', namespace).some(({ metadata }) => maySelect(selector, metadata.labels ?? {}, []))
    || operatorPods(among, namespace).some((pods) => maySelectOf(selector, pods));
}

/** Whether it may select the pods of one database. */
export function maySelectOf(selector: LabelSelector, { database, labels, varying }: OperatorPods): boolean {
  return maySelect(selector, labels, varying, declaredLabels(database));
}

/** Whether something in the input may make pods that are not in it. */
export function hasHiddenPods(among: Manifests, namespace: string): boolean {
  return hiding(among).has(namespace);
}

/** Set on a pod when it runs: by the controllers of Kubernetes, and by whatever tells a primary from its replicas. */
const RUNTIME = [
  'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index', 'controller-revision-hash', 'pod-template-hash', 'batch.kubernetes.io/job-name', 'job-name',
  'role', 'master', 'primary', 'spilo-role', 'redis-role', 'kubedb.com/role',
];

function maySelect(selector: LabelSelector, labels: Labels, varying: readonly string[], more: ReadonlySet<string> = new Set()): boolean {
  const may = (key: string, value: string) => labels[key] === value || varying.includes(key) || more.has(`${key}=${value}`);
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => may(key, value))
    && listIn(selector.matchExpressions).every((expression) => expression?.operator !== 'In' || listIn(expression.values).some((value) => may(expression.key, value)));
}

/** `labels`, `additionalLabels` and the like; not `matchLabels`, which selects. */
const DECLARING = /^(?!match).*labels$/i;

const declared = new WeakMap<Manifest, Set<string>>();

/** Labels that a database's own resource names anywhere: operators hand them on to its pods, on request or by themselves. */
function declaredLabels(database: Manifest): ReadonlySet<string> {
  let found = declared.get(database);
  if (found) return found;
  declared.set(database, found = new Set());
  const visit = (value: unknown, key: string) => {
    if (Array.isArray(value)) value.forEach((item) => visit(item, ''));
    else if (isRecord(value)) Object.entries(value).forEach(([inside, of]) => { if (DECLARING.test(key)) found.add(`${inside}=${of}`); else visit(of, inside); });
  };
  visit(database.spec, '');
  visit(database.metadata, '');
  return found;
}

/** Labels that any pod of a namespace may have, and keys of which it may have any value: most wrong selectors ask for others. */
interface Possible {
  readonly pairs: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

const possible = new WeakMap<Manifests, Map<string, Possible>>();

function possibleIn(among: Manifests, namespace: string): Possible {
  let byNamespace = possible.get(among);
  if (!byNamespace) possible.set(among, byNamespace = new Map());
  let found = byNamespace.get(namespace);
  if (!found) {
    const pods = operatorPods(among, namespace);
    const labels = [...templatesIn(among, namespace), ...pods.map((of) => of.labels)];
    const pairs = labels.flatMap((of) => Object.entries(of).map(([key, value]) => `${key}=${value}`));
    const handedOn = pods.flatMap(({ database }) => [...declaredLabels(database)]);
    const keys = pods.flatMap(({ varying }) => varying);
    byNamespace.set(namespace, found = { pairs: new Set([...pairs, ...handedOn]), keys: new Set([...RUNTIME, ...keys]) });
  }
  return found;
}

const templates = new WeakMap<Manifests, Map<string, Labels[]>>();

function templatesIn(among: Manifests, namespace: string): readonly Labels[] {
  let found = templates.get(among);
  if (!found) {
    templates.set(among, found = new Map());
    for (const manifest of among.all) {
      // a Rollout of Argo is a Deployment by another name
      const labels = podTemplateOf(manifest)?.labels ?? (manifest.kind === 'Rollout' ? manifest.spec?.template?.metadata?.labels : undefined);
      const of = manifest.metadata.namespace ?? '';
      if (!isRecord(labels)) continue;
      const same = found.get(of);
      if (same) same.push(labels); else found.set(of, [labels]);
    }
  }
  return found.get(namespace) ?? [];
}

const HIDING = ['helm.toolkit.fluxcd.io/HelmRelease', 'helm.cattle.io/HelmChart', 'kustomize.toolkit.fluxcd.io/Kustomization', 'argoproj.io/Application'];
const hidden = new WeakMap<Manifests, Set<string>>();

function hiding(among: Manifests): ReadonlySet<string> {
  let found = hidden.get(among);
  if (!found) {
    const releases = among.all.filter((manifest) => HIDING.includes(`${groupOf(manifest)}/${manifest.kind}`));
    hidden.set(among, found = new Set(releases.flatMap(({ metadata, spec }) => [metadata.namespace ?? '', spec?.targetNamespace, spec?.destination?.namespace])));
  }
  return found;
}
