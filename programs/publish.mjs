// Where the result of a drill can be read when its pod is gone: an Event of its Job, and a pushgateway.

/** An Event's message is cut at 1,024 bytes (Kubernetes, pkg/apis/core/validation/events.go). */
const MOST_WORDS = 1000;

export async function publish(api, drill, job, result, log) {
  await Promise.all([event(api, drill, job, result), push(drill, result, log)]);
}

async function event(api, { name, namespace }, job, { verdict, reason, words, recoveryTimeSeconds, recoveryPointSeconds }) {
  const now = new Date().toISOString();
  const passed = verdict === 'passed';
  const measured = [['recovery time', recoveryTimeSeconds], ['recovery point', recoveryPointSeconds]]
    .filter(([, value]) => value !== undefined).map(([what, value]) => `${what} ${value} s`).join(', ');
  await api.create({ api: 'v1', namespace, kind: 'events' }, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { generateName: `${name}-`, namespace },
    involvedObject: { apiVersion: 'batch/v1', kind: 'Job', namespace, name: job.name, uid: job.uid },
    type: passed ? 'Normal' : 'Warning',
    reason: passed ? 'DrillPassed' : 'DrillFailed',
    message: `${passed ? '' : `${reason}: `}${words}${measured && ` (${measured})`}`.slice(0, MOST_WORDS),
    source: { component: name },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  });
}

/** One group for each drill, so that the last one stands there (github.com/prometheus/pushgateway, README.md). */
async function push({ name, namespace, source, pushgateway }, result, log) {
  if (!pushgateway) return;
  const values = {
    drill_passed: result.verdict === 'passed' ? 1 : 0,
    drill_last_run_timestamp_seconds: Math.round(Date.now() / 1000),
    drill_recovery_time_seconds: result.recoveryTimeSeconds,
    drill_recovery_point_seconds: result.recoveryPointSeconds,
    drill_recovery_time_objective_seconds: result.recoveryTimeObjectiveSeconds,
    drill_recovery_point_objective_seconds: result.recoveryPointObjectiveSeconds,
  };
  await put(pushgateway, { job: 'restore-drill', namespace, drill: name, database: source.replace('/', '.') }, values, log);
}

/** Puts values into one group of a pushgateway, in place of those that are there. */
export async function put(pushgateway, group, values, log) {
  const body = Object.entries(values).filter(([, value]) => value !== undefined)
    .map(([metric, value]) => `# TYPE ${metric} gauge\n${metric} ${value}\n`).join('');
  const url = `${pushgateway}/metrics/${Object.entries(group).flat().map(encodeURIComponent).join('/')}`;
  // a number that nobody gets does not make a backup worse
  try {
    const response = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(10_000) });
    if (!response.ok) log(`the pushgateway answered ${response.status}`);
  } catch (error) {
    log(`the pushgateway did not answer: ${error.cause?.message ?? error.message}`);
  }
}
