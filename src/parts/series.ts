/** Names a series of Prometheus. It anchors regular expressions, so `orders` is not `orders-v2`. */
export function series(metric: string, ...matchers: string[]): string {
  return `${metric}{${matchers.join(',')}}`;
}

/** Series about pods whose name is this pattern. */
export function podSeries(namespace: string, pods: string, metric: string, ...matchers: string[]): string {
  return series(metric, `namespace="${namespace}"`, `pod=~"${pods}"`, ...matchers);
}

/** Series of the kubelet about claims whose name is this pattern. */
export function claimSeries(namespace: string, claims: string, metric: string): string {
  return series(metric, `namespace="${namespace}"`, `persistentvolumeclaim=~"${claims}"`);
}

/** Series of kube-state-metrics about one CronJob. */
export function cronJobSeries(namespace: string, cronJob: string, metric: string): string {
  return series(metric, `namespace="${namespace}"`, `cronjob="${cronJob}"`);
}

/** Series of kube-state-metrics about the Jobs of one CronJob, which end in the minute that they were for; one made by hand is none of them. */
export function jobSeries(namespace: string, cronJob: string, metric: string, ...matchers: string[]): string {
  return jobsSeries(namespace, `${cronJob}-[0-9]+`, metric, ...matchers);
}

/**
 * Series of cert-manager about Certificates. Scraped without `honorLabels`, which is its chart's default,
 * the Certificate's namespace is in `exported_namespace`, and `namespace` is cert-manager's own.
 */
export function certificateSeries(namespace: string, certificates: readonly string[], metric: string): string {
  const name = certificates.length === 1 ? `name="${certificates[0]}"` : `name=~"${certificates.join('|')}"`;
  const exported = series(metric, `exported_namespace="${namespace}"`, name);
  const honored = series(metric, 'exported_namespace=""', `namespace="${namespace}"`, name);
  return `(${exported} or ${honored})`;
}

/** Series of kube-state-metrics about Jobs whose name is this pattern. */
export function jobsSeries(namespace: string, jobs: string, metric: string, ...matchers: string[]): string {
  return series(metric, `namespace="${namespace}"`, `job_name=~"${jobs}"`, ...matchers);
}
