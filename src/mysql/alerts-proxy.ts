import { ofProxies, WatchedMySql, whileServing } from './watched-mysql';
import { AlertRule } from '../parts/alert-rule';

const NAMES = { haproxy: 'HAProxy', proxysql: 'ProxySQL' };

/** Whether clients get through the proxies. */
export function proxyAlerts(of: WatchedMySql): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const proxy = NAMES[of.proxy];
  // HAProxy is ready when it reaches MySQL (build/haproxy_readiness_check.sh, operator 1.20); ProxySQL has no probe and is ready when it runs.
  const ready = `${ofProxies(of, 'kube_pod_status_ready', 'condition="true"')} == 1`;

  const missing: AlertRule = {
    alert: 'MySqlProxyMissing',
    expr: `count(${ready}) < ${of.proxies}`,
    for: '10m',
    severity: 'warning',
    exporter: 'kube-state-metrics',
    summary: 'Fewer proxies are ready than are declared',
    description: `{{ $value }} of ${of.proxies} pods of ${proxy} in front of ${database} are ready.`,
  };
  const connections: AlertRule = {
    // 2048 in the operator's configuration (build/haproxy-global.cfg), however many MySQL allows.
    alert: 'MySqlProxyConnectionsHigh',
    expr: `max by (namespace, pod) (${ofProxies(of, 'haproxy_process_current_connections')} / ${ofProxies(of, 'haproxy_process_max_connections')}) > 0.8`,
    for: '5m',
    severity: 'warning',
    exporter: 'proxy',
    summary: 'Connections of a proxy are near their limit',
    description: `{{ $labels.pod }} in front of ${database} has {{ $value | humanizePercentage }} of its connections in use; beyond its limit, clients wait.`,
  };

  return [
    {
      alert: 'MySqlProxyDown',
      expr: `absent(${ready}) ${whileServing(of)}`,
      for: '2m',
      severity: 'critical',
      exporter: 'kube-state-metrics',
      summary: 'No proxy is ready',
      description: `No pod of ${proxy} in front of ${database} is ready, or nothing is known of them: clients do not get through.`,
    },
    ...(of.proxies > 1 ? [missing] : []),
    ...(of.proxy === 'haproxy' ? [connections] : []),
  ];
}
