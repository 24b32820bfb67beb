import { AttestedPrometheus, selectedByPrometheus } from './prometheus';
import { LabelMatcher, matchesSeries } from './promql';
import { Condition, ConditionGroup, readRule, ReadRule } from './rule-template';
import { Series, SeriesIndex, Watching } from './series-index';
import { AlertFacts, EvidenceFacts } from '../facts';
import { Manifest, Manifests } from '../manifests';
import { Seen } from '../unseen';

export interface AlertsOf {
  /**
   * Example label sets of the database's series, all labels of one kind of series in one set: `{ namespace, pod }`,
   * `{ namespace, persistentvolumeclaim }`. What a selector asks of labels in none of them is not looked at.
   */
  readonly seriesLabels: readonly Series[];
  /** Metrics that only this engine's databases have: an alert over all of them is about this one too. */
  readonly engineMetrics: RegExp;
  readonly topics: readonly AlertTopic[];
  readonly prometheus?: AttestedPrometheus;
}

/** Something that every database needs an alert for. */
export interface AlertTopic {
  readonly topic: string;
  /** Metrics of which one has to be in the alert's expression. */
  readonly metrics: RegExp;
}

/** Which alerts are about a database, and whether Prometheus selects their rules. */
export function readAlerts(among: Manifests, { seriesLabels, engineMetrics, topics, prometheus }: AlertsOf): AlertFacts {
  const own = [engineMetrics, ...topics.map(({ metrics }) => metrics)];
  const isOwn = (condition: Condition) => own.some((metrics) => isNamed(condition.metric, metrics));
  const { selected, alerts } = bestSelected(among, find(among, seriesLabels, { of: String(own), isAsked: isOwn, orRestricted: true }), prometheus);

  const about = new Set<string>();
  const metrics = new Set<string>();
  for (const { rule, conditions } of alerts) {
    for (const { alert, metric, absent } of conditions) {
      about.add(rule.alerts[alert]);
      if (metric !== undefined && !absent) metrics.add(metric);
    }
  }
  const isCovered = (topic: AlertTopic) => [...metrics].some((metric) => isNamed(metric, topic.metrics));
  return { about: [...about], missing: topics.filter((topic) => !isCovered(topic)).map(({ topic }) => topic), selected };
}

export interface FillAlertOf {
  readonly namespace: string;
  /** Name of the PersistentVolumeClaim. */
  readonly claim: string;
  readonly prometheus?: AttestedPrometheus;
}

const SPACE = /^kubelet_volume_stats_(available|used|capacity)_bytes$/;

/** Name of an alert on the space that is left on a volume; undefined when there is none, or none that Prometheus selects. */
export function fillAlertFor(among: Manifests, { namespace, claim, prometheus }: FillAlertOf): string | undefined {
  const isSpace = (condition: Condition) => !condition.absent && isNamed(condition.metric, SPACE);
  const found = find(among, [{ namespace, persistentvolumeclaim: claim }], { of: 'space', isAsked: isSpace, orRestricted: false });
  const { selected, alerts } = bestSelected(among, found, prometheus);
  if (selected === undefined || alerts.length === 0) return undefined;
  return alerts[0].rule.alerts[alerts[0].conditions[0].alert];
}

/** The same few metrics are in the alerts of every database. */
const named = new Map<string, Map<string, boolean>>();

function isNamed(metric: string | undefined, by: RegExp): boolean {
  if (metric === undefined) return false;
  let tried = named.get(by.source);
  if (!tried) named.set(by.source, tried = new Map());
  let answer = tried.get(metric);
  if (answer === undefined) tried.set(metric, answer = by.test(metric));
  return answer;
}

interface SelectedAlerts {
  readonly selected: Seen<EvidenceFacts | undefined>;
  readonly alerts: readonly FoundAlerts[];
}

/** Of rules that Prometheus selects and others that it does not, only the former are worth anything. */
function bestSelected(among: Manifests, alerts: readonly FoundAlerts[], attested: AttestedPrometheus): SelectedAlerts {
  const rules = new Map<Rule, Seen<EvidenceFacts | undefined>>();
  for (const { rule } of alerts) {
    if (!rules.has(rule)) rules.set(rule, selectedByPrometheus(among, rule.manifest, attested));
  }
  const selected = [...rules.values()].find((state) => state !== undefined);
  return { selected, alerts: selected === undefined ? alerts : alerts.filter(({ rule }) => rules.get(rule) !== undefined) };
}

/** Alerts of one rule object, with what they read. */
interface FoundAlerts {
  readonly rule: Rule;
  readonly conditions: readonly Condition[];
}

interface Rule extends ReadRule {
  readonly manifest: Manifest;
  readonly order: number;
  /** Names of its alerts. */
  readonly alerts: readonly string[];
}

interface Question {
  /** Names the question, which is asked once for all databases. */
  readonly of: string;
  /** Whether conditions on any metric count that are restricted to some databases. */
  readonly orRestricted: boolean;
  isAsked(condition: Condition): boolean;
}

const indexes = new WeakMap<Manifests, Map<string, SeriesIndex<FoundAlerts>>>();

/** Alerts that read the database's series, in the order of the input. */
function find(among: Manifests, seriesLabels: readonly Series[], question: Question): FoundAlerts[] {
  const labels = [...new Set(seriesLabels.flatMap((series) => Object.keys(series)))].sort();
  const key = `${question.of} ${labels.join()}`;
  let byKey = indexes.get(among);
  if (!byKey) indexes.set(among, byKey = new Map());
  let index = byKey.get(key);
  if (!index) byKey.set(key, index = makeIndex(rulesIn(among), question, labels));

  const found = new Set<FoundAlerts>();
  for (const series of seriesLabels) for (const { of } of index.find(series)) found.add(of);
  return [...found].sort((a, b) => a.rule.order - b.rule.order || a.conditions[0].alert - b.conditions[0].alert);
}

function makeIndex(rules: readonly Rule[], { isAsked, orRestricted }: Question, labels: readonly string[]): SeriesIndex<FoundAlerts> {
  const asked = new Map<ConditionGroup, readonly Condition[]>();
  const watching: Array<Watching<FoundAlerts>> = [];
  for (const rule of rules) {
    for (const group of rule.groups) {
      let conditions = asked.get(group);
      if (!conditions) asked.set(group, conditions = group.conditions.filter(isAsked));
      if (conditions.length === 0 && !orRestricted) continue;
      const matchers = group.matchers.map(({ label, op, string }) => ({ label, op, value: rule.strings[string] }));
      if (orRestricted && isRestricted(matchers, labels)) conditions = group.conditions;
      if (conditions.length > 0) watching.push({ matchers, of: { rule, conditions } });
    }
  }
  return new SeriesIndex(watching, labels);
}

/** Whether the matchers are meant for some databases, and what they ask of labels that are not known here is not which. */
function isRestricted(matchers: readonly LabelMatcher[], labels: readonly string[]): boolean {
  const restricting = matchers.filter((matcher) => !matchesSeries(matcher, 'some-other-database-0'));
  const known = restricting.filter(({ label }) => labels.includes(label));
  return known.some(({ label }) => label !== 'namespace') || (known.length > 0 && known.length === restricting.length);
}

const read = new WeakMap<Manifests, Rule[]>();

function rulesIn(among: Manifests): Rule[] {
  let rules = read.get(among);
  if (!rules) {
    rules = among.ofKind('monitoring.coreos.com', 'PrometheusRule').map((manifest, order) => {
      const alerts: any[] = (manifest.spec?.groups ?? []).flatMap((group: any) => group.rules ?? [])
        // recording rules alert nobody
        .filter((rule: any) => rule.alert !== undefined);
      return { ...readRule(alerts.map(({ expr }) => String(expr))), manifest, order, alerts: alerts.map(({ alert }) => String(alert)) };
    });
    read.set(among, rules);
  }
  return rules;
}
