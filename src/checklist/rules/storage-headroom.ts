import { cacheFinding } from '../cache-finding';
import { DatabaseFacts } from '../facts';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { listed, mebibytesText, quoted } from '../wording';
import { worstFinding } from '../worst-finding';

/** Guide 12: 20 % and more of the volume stay free. */
const MOST_PERCENT = 80;

export const storageHeadroom: Rule = {
  id: 'storage-headroom',
  group: RuleGroup.STORAGE,
  title: 'Volumes keep 20 % free, and an alert fires when one fills',
  why: 'A database whose volume is full stops, and growing the volume at that moment is the slowest way out.',
  fix: 'Declare workload: Workload.of({ dataSize }) and enlarge storage until the data fills at most 80 % of it, and give the platform monitoring; '
    + 'in YAML: a larger volume, the cdk8s-databases.io/workload annotation and a PrometheusRule on kubelet_volume_stats_available_bytes of each claim.',
  source: 'Running Databases on Kubernetes guide, 8.2 and 12; PostgreSQL 18 docs, Disk Full Failure',
  costly: true,
  severity: Severity.OUTAGE,
  check: (facts) => cacheFinding(facts) ?? worstFinding([room(facts), fillAlerts(facts)]),
};

function room({ volumes, workload }: DatabaseFacts): Finding {
  const holding = volumes.filter((volume) => volume.holdsData);
  if (holding.length === 0) return fail('no persistent volume holds the data');
  if (workload.dataMebibytes === undefined) return unknown('no size of the data is declared, so the room left cannot be told');
  const size = holding.reduce((sum, volume) => sum + volume.mebibytes, 0);
  if (size === 0) return unknown(`the size of ${listed(holding.map((volume) => volume.name))} is not in the input; add its claim`);
  // rounded up, so that a failure never reads "80 %"
  const logs = holding.reduce((sum, volume) => sum + (volume.logMebibytes ?? 0), 0);
  const used = workload.dataMebibytes + logs;
  const percent = Math.ceil((used / size) * 1000) / 10;
  const found = `${mebibytesText(workload.dataMebibytes)} of declared data${logs > 0 ? ` and ${mebibytesText(logs)} of the engine's logs and caches` : ''} `
    + `fill ${percent} % of ${mebibytesText(size)} (${listed(holding.map((volume) => volume.name))})`;
  return used * 100 <= size * MOST_PERCENT ? pass(found) : fail(`${found}, more than ${MOST_PERCENT} %`);
}

function fillAlerts({ volumes }: DatabaseFacts): Finding {
  const silent = volumes.filter((volume) => volume.fillAlert === undefined).map((volume) => volume.name);
  if (silent.length > 0) return fail(`no alert fires when ${listed(silent)} fills`);
  return pass(`alerts when one fills: ${quoted([...new Set(volumes.map((volume) => volume.fillAlert!))])}`);
}
