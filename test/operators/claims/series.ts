import { Cast, makerOf, names } from './cast';
import { Claim, holds, same } from './claim';
import { Manifest } from '../../../src/checklist/manifests';
import { seriesSelectors } from '../../support/promql';
import { Scene } from '../scene';

/** Alert rules and dashboards ask for pods, claims, containers and certificates by the names that these really have. */
export function* seriesClaims(scene: Scene): Generator<Claim> {
  for (const database of scene.databases) {
    const cast = new Cast(scene, database);
    const asked = new Map<string, string[]>();
    for (const { from, expr } of [...alerts(scene, cast), ...panels(scene, cast)]) {
      for (const { metric, labels } of seriesSelectors(expr)) {
        // absent labels of cert-manager's series are the other half of an `or`
        if (labels.exported_namespace === '=""') continue;
        for (const label of ['namespace', 'exported_namespace', 'pod', 'persistentvolumeclaim', 'container', 'name']) {
          if (!labels[label] || (label === 'name' && !metric.startsWith('certmanager_'))) continue;
          const key = `${familyOf(metric)} ${label}${labels[label]}`;
          asked.set(key, [...asked.get(key) ?? [], from]);
        }
      }
    }
    for (const [key, froms] of asked) {
      const [family, matcher] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)];
      yield matches(scene, cast, family, matcher, froms[0]);
    }
  }
}

/** Which exporter a metric is of, as far as it decides whose labels it has. */
function familyOf(metric: string): string {
  return metric.startsWith('cnpg_pgbouncer_') ? 'pooler' : /^(cnpg|barman)_/.test(metric) ? 'instance' : 'any';
}

function matches(scene: Scene, cast: Cast, family: string, matcher: string, from: string): Claim {
  const { namespace } = cast.database;
  const [, label, operator, quoted] = /^(\w+)(=~|!~|!=|=)(.*)$/s.exec(matcher)!;
  const value: string = JSON.parse(quoted);
  // Prometheus anchors
  const pattern = new RegExp(`^(?:${value})$`, 's');
  const select = (candidates: readonly string[]) => candidates.filter((candidate) => (operator === '=~' ? pattern.test(candidate) : candidate === value));
  const shown = label.endsWith('namespace') ? '<namespace>' : value.replace(instancesOf(cast), '$instance').replace(new RegExp(`^${cast.database.name}(?=-)`), '<name>');
  const claim = (what: string) => `${family === 'any' ? '' : `${family} series: `}${label}${operator}"${shown}" is ${what}`;
  const poolers = cast.poolers.flatMap((pooler) => cast.ofDeployment(pooler));
  switch (label) {
    case 'namespace': case 'exported_namespace':
      return same(claim('the database\'s namespace'), from, makerOf(scene.living.find('', 'Namespace', undefined, namespace)), [namespace],
        select(names(scene.living.ofKind('', 'Namespace'))));
    case 'name':
      return same(claim('its Certificate'), from, 'this library', [cast.cluster.status.certificates.serverTLSSecret],
        select(names(scene.living.inNamespace('cert-manager.io', 'Certificate', namespace))));
    case 'container':
      return same(claim('a container of each instance'), from, makerOf(cast.primary), names(cast.instances),
        names(cast.instances.filter((pod) => select(pod.spec.containers.map(({ name }: any) => name)).length === 1)));
    case 'pod': {
      const found = select(names(scene.living.inNamespace('', 'Pod', namespace)));
      const ofPooler = cast.poolers.find((pooler) => names(cast.ofDeployment(pooler)).some((pod) => found.includes(pod)));
      return family === 'pooler' || (family === 'any' && ofPooler !== undefined)
        ? same(claim('the pods of a pooler'), from, makerOf(poolers[0]), ofPooler ? names(cast.ofDeployment(ofPooler)) : ['a pooler'], found)
        : same(claim('its instances'), from, makerOf(cast.primary), names(cast.instances), found);
    }
    default: {
      const claims = scene.living.inNamespace('', 'PersistentVolumeClaim', namespace);
      const found = claims.filter(({ metadata }) => select([metadata.name]).length > 0);
      const strangers = found.filter(({ metadata }) => metadata.labels?.['cnpg.io/cluster'] !== cast.database.name);
      return holds(claim('volumes of its own, the same of each instance'), from, makerOf(found[0]),
        found.length > 0 && found.length % cast.instances.length === 0 && strangers.length === 0, names(found).join(', ') || 'none');
    }
  }
}

interface Query {
  readonly from: string;
  readonly expr: string;
}

function alerts(scene: Scene, { database }: Cast): Query[] {
  const rules: any[] = scene.claimed.find('monitoring.coreos.com', 'PrometheusRule', database.namespace, database.name)?.spec.groups.flatMap((group: any) => group.rules) ?? [];
  return rules.map(({ alert, expr }) => ({ from: `alert ${alert} of ${database.namespace}/${database.name}`, expr }));
}

/** As Grafana writes several values into a regular expression. */
function instancesOf({ instances }: Pick<Cast, 'instances'>): string {
  return `(${names(instances).join('|')})`;
}

/** Of the dashboards, with the variables that somebody who looks at this database has chosen. */
function panels(scene: Scene, { database: { name, namespace, _settings: { platform } }, instances }: Cast): Query[] {
  if (!platform.monitoring) return [];
  const variables: Record<string, string> = {
    namespace, cluster: name, instance: instancesOf({ instances }), __rate_interval: '5m', __interval: '1m', __range: '1h',
  };
  return dashboards(scene).flatMap(({ title, panels: all }) => all.flatMap((panel: any) => (panel.targets ?? []).map(({ expr }: any) => ({
    from: `dashboard ${title}, ${panel.title}, of ${namespace}/${name}`,
    expr: expr.replace(/\$\{?(\w+)\}?/g, (whole: string, variable: string) => variables[variable] ?? whole),
  }))));
}

function dashboards(scene: Scene): any[] {
  const files = scene.claimed.ofKind('', 'ConfigMap').flatMap(({ data }: Manifest) => Object.entries<string>(data));
  const maps = files.filter(([file]) => file.endsWith('.json')).map(([, text]) => text);
  const objects = scene.claimed.ofKind('grafana.integreatly.org', 'GrafanaDashboard').map(({ spec }) => spec.json);
  // drills keep JSON in ConfigMaps, too
  return [...maps, ...objects].map((text) => JSON.parse(text)).filter((model) => model.panels);
}
