import { Manifest } from '../../src/checklist/manifests';

const LABELS = { release: 'prometheus' };

/** An alert for each topic, and a dashboard, as somebody has them who watches this database. */
export function watched(name: string, pods: string, claims: string): Manifest[] {
  const alert = (title: string, expr: string) => ({ alert: title, expr });
  const matching = `namespace="shop",pod=~"${pods}"`;
  return [
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: `${name}-alerts`, namespace: 'shop', labels: LABELS },
      spec: {
        groups: [{
          name,
          rules: [
            alert('Lag', `mongodb_mongod_replset_member_replication_lag{${matching}} > 60`),
            alert('Connections', `mongodb_ss_connections{${matching}} > 1000`),
            alert('Filling', `kubelet_volume_stats_available_bytes{namespace="shop",persistentvolumeclaim=~"${claims}"} < 1000`),
          ],
        }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `${name}-dashboard`, namespace: 'monitoring', labels: { grafana_dashboard: '1' } },
      data: { 'mongodb.json': JSON.stringify({ title: 'MongoDB', panels: [{ targets: [{ expr: 'mongodb_up{namespace="shop"}' }] }] }) },
    },
  ];
}
