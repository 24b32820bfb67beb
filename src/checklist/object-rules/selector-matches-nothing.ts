import { groupOf, Manifest, Manifests } from '../manifests';
import { objectRule } from '../object-rule';
import { Labels, LabelSelector } from '../readers/label-selector';
import { hasHiddenPods, maySelectOf, maySelectPods, maySelectServices } from '../readers/namespace-pods';
import { OperatorPods, operatorPods } from '../readers/operator-pods';
import { isRecord, listIn } from '../readers/pod-template';
import { Severity } from '../severity';

export const selectorMatchesNothing = objectRule({
  id: 'selector-matches-nothing',
  title: 'What is meant for the database selects the database\'s pods',
  why: 'A policy, a budget, a monitor or a Service whose selector matches no pod is accepted and does nothing: the database stays open to everybody, a drain '
    + 'takes all its instances, nothing is scraped, nobody can connect.',
  fix: 'Select by the labels that the operator gives its pods; in YAML: cnpg.io/cluster: <name> for CloudNativePG, cluster-name for Zalando, '
    + 'postgres-operator.crunchydata.com/cluster for Crunchy, app.kubernetes.io/instance for Percona, app: <name>-svc for MongoDBCommunity.',
  source: 'CloudNativePG 1.30 docs, Labels and Annotations; Kubernetes docs, Labels and Selectors; cloudnative-pg/cloudnative-pg#8066',
  severity: Severity.EXPOSURE,
  check: (manifest, among) => {
    const { selector, path } = selectorOf(manifest) ?? {};
    if (!selector || !path || !isRecord(selector.matchLabels)) return [];
    const labels: Labels = selector.matchLabels;
    const namespaces = namespacesOf(manifest);
    const [meant] = namespaces.flatMap((namespace) => meantBy(labels, among, namespace) ?? []);
    const [what, maySelect] = manifest.kind === 'ServiceMonitor' ? ['Service', maySelectServices] as const : ['pod', maySelectPods] as const;
    // most are right, and that is soon seen
    if (!meant || maySelectOf(selector, meant)) return [];
    if (namespaces.some((namespace) => maySelect(selector, among, namespace) || hasHiddenPods(among, namespace))) return [];
    const { database: { kind, metadata: { name } } } = meant;
    return [{ found: `${inWords(labels)} matches no ${what}; the pods of ${kind} ${name} have ${inWords(nameOf(meant))}`, path }];
  },
});

/** What people call an engine in a label. */
const WORDS: Readonly<Record<OperatorPods['engine'], readonly string[]>> = {
  postgresql: ['postgres', 'postgresql', 'pgsql', 'pg', 'cnpg'],
  mysql: ['mysql', 'percona', 'pxc', 'mariadb'],
  mariadb: ['mariadb', 'mysql'],
  mongodb: ['mongodb', 'mongo'],
  redis: ['redis'],
  elasticsearch: ['elasticsearch', 'elastic'],
  cassandra: ['cassandra'],
};

const indexes = new WeakMap<Manifests, Map<string, ReadonlyMap<string, OperatorPods>>>();

/** The database that labels evidently mean: by its name, or by what its engine is called. */
function meantBy(labels: Labels, among: Manifests, namespace: string): OperatorPods | undefined {
  let byNamespace = indexes.get(among);
  if (!byNamespace) indexes.set(among, byNamespace = new Map());
  let index = byNamespace.get(namespace);
  if (!index) {
    const entries = operatorPods(among, namespace).flatMap((pods) => namesOf(pods).map((name) => [name, pods] as const));
    byNamespace.set(namespace, index = new Map(entries.reverse()));
  }
  return Object.values(labels).map((value) => index.get(value)).find((pods) => pods !== undefined);
}

/** An application and its database often share a name, so that the name must be a database's. */
function namesOf({ engine, database: { metadata: { name } } }: OperatorPods): readonly string[] {
  const isDatabaseName = name.split('-').some((part) => ['db', 'database', ...WORDS[engine]].includes(part));
  return isDatabaseName ? [name, ...WORDS[engine]] : WORDS[engine];
}

const SELECTORS: Readonly<Record<string, readonly string[]>> = {
  'networking.k8s.io/NetworkPolicy': ['spec', 'podSelector'],
  'policy/PodDisruptionBudget': ['spec', 'selector'],
  'monitoring.coreos.com/PodMonitor': ['spec', 'selector'],
  'monitoring.coreos.com/ServiceMonitor': ['spec', 'selector'],
};

function selectorOf(manifest: Manifest): { selector: LabelSelector; path: readonly string[] } | undefined {
  const kind = `${groupOf(manifest)}/${manifest.kind}`;
  if (kind === '/Service') return isRecord(manifest.spec?.selector) ? { selector: { matchLabels: manifest.spec.selector }, path: ['spec', 'selector'] } : undefined;
  const path = SELECTORS[kind];
  const selector = path?.reduce<any>((of, key) => of?.[key], manifest);
  return isRecord(selector) ? { selector, path } : undefined;
}

/** None where it may be any. */
function namespacesOf({ kind, metadata: { namespace = '' }, spec }: Manifest): readonly string[] {
  if (!['PodMonitor', 'ServiceMonitor'].includes(kind) || !isRecord(spec?.namespaceSelector)) return [namespace];
  const named = listIn(spec.namespaceSelector.matchNames);
  return spec.namespaceSelector.any === true ? [] : named.length > 0 ? named : [namespace];
}

/** The label by which the pods are told from all others. */
function nameOf({ labels, database: { metadata: { name } } }: OperatorPods): Labels {
  const [key, value] = Object.entries(labels).find(([, of]) => of === name) ?? Object.entries(labels)[0];
  return { [key]: value };
}

function inWords(labels: Labels): string {
  return Object.entries(labels).map(([key, value]) => `${key}: ${value}`).join(', ');
}
