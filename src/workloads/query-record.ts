import { configurationOf } from './configuration';
import { DatabaseWorkload } from './database-workload';
import { Exporter } from './exporters';
import { isOn } from './settings';
import { EvidenceFacts, QueryInsightFacts } from '../checklist/facts';
import { Manifests } from '../checklist/manifests';
import { containersOf } from '../checklist/readers/pod-template';
import { isSeen, Seen, Unseen } from '../checklist/unseen';

/** What records statements, and who makes the record visible. */
export function queryInsightOf(of: DatabaseWorkload, exporters: readonly Exporter[], logs: Seen<EvidenceFacts>, among: Manifests): QueryInsightFacts {
  if (of.engine.id === 'elasticsearch') return slowLogsOf(of);
  const { unseen } = configurationOf(of, among);
  const { records, inLog } = recordOf(of, among);
  if (records === undefined) return unseen ? { records: 'its configuration', exports: unseen } : { exports: undefined };
  const exporter = exporters.find(({ text }) => /stat_statements|eventsstatements|perf_schema|slow|profile/i.test(text));
  if (exporter) return { records, exports: `the exporter of ${exporter.workload.manifest.kind} ${exporter.workload.manifest.metadata.name}` };
  if (containersOf(of.server.template).some(({ container }) => /pmm-client/.test(String(container.image)))) return { records, exports: 'PMM' };
  if (inLog) return { records, exports: isSeen(logs) ? logs.what : logs };
  return { records, exports: undefined };
}

/** What is on without a word counts too: performance_schema in MySQL, the slow log of MongoDB, Redis and Cassandra. */
function recordOf(of: DatabaseWorkload, among: Manifests): { records?: string; inLog?: boolean } {
  const { settings } = configurationOf(of, among);
  const isOff = (name: string) => /^(off|0|false|no)$/i.test(settings.get(name) ?? '');
  switch (of.engine.id) {
    case 'postgresql': {
      const loaded = settings.get('shared_preload_libraries') ?? '';
      if (loaded.includes('pg_stat_statements')) return { records: 'pg_stat_statements' };
      const slow = Number(/^\d+/.exec(settings.get('log_min_duration_statement') ?? '')?.[0] ?? NaN);
      return Number.isNaN(slow) ? {} : { records: 'log_min_duration_statement', inLog: true };
    }
    case 'mysql': return isOff('performance_schema') ? slowLog() : { records: 'performance_schema' };
    case 'mariadb': return isOn(settings.get('performance_schema')) ? { records: 'performance_schema' } : slowLog();
    case 'mongodb': return { records: 'the log of slow operations', inLog: true };
    case 'redis': return { records: 'SLOWLOG' };
    case 'cassandra': return { records: 'the log of slow queries' };
    default: return {};
  }

  function slowLog(): { records?: string; inLog?: boolean } {
    return isOn(settings.get('slow_query_log')) ? { records: 'slow_query_log' } : {};
  }
}

/** Elasticsearch's slow logs are set for each index, by its own API. */
function slowLogsOf({ namespace, name }: DatabaseWorkload): QueryInsightFacts {
  return { records: 'slow log', exports: new Unseen(`The slow logs of ${namespace}/${name} are set for each index by its API, which no manifest shows; waive the rule with where they are seen.`) };
}
