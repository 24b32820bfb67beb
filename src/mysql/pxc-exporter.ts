import { internalSecretName } from './pxc-names';
import { CONTAINER_SECURITY } from './pxc-pod';

export const EXPORTER_PORT = 9104;
export const EXPORTER_NAME = 'mysqld-exporter';
const IMAGE = 'docker.io/prom/mysqld-exporter:v0.20.0';

/**
 * Reads the server that it stands beside, as `monitor`, which the operator makes for that: at the admin port, where max_connections does not hold, and with
 * TLS, without which the server lets nobody in; the name is not checked, because it never leaves the pod (mysqld_exporter, config/config.go and
 * mysqld_exporter.go). The password is the operator's copy: the pods are restarted when it changes (HasSidecarInternalSecret in pxc_types.go, 1.20).
 */
export function exporterContainer(cluster: string): object {
  return {
    name: EXPORTER_NAME,
    image: IMAGE,
    imagePullPolicy: 'IfNotPresent',
    args: [
      '--mysqld.username=monitor',
      // build/pxc-configure-pxc.sh: admin-address is the pod's
      '--mysqld.address=$(POD_IP):33062',
      '--tls.insecure-skip-verify',
      `--web.listen-address=:${EXPORTER_PORT}`,
      '--collect.perf_schema.eventsstatements',
      '--collect.perf_schema.eventsstatements.limit=100',
      '--collect.info_schema.innodb_metrics',
      '--collect.binlog_size',
    ],
    env: [
      { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'MYSQLD_EXPORTER_PASSWORD', valueFrom: { secretKeyRef: { name: internalSecretName(cluster), key: 'monitor' } } },
    ],
    ports: [{ name: 'metrics', containerPort: EXPORTER_PORT, protocol: 'TCP' }],
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
    securityContext: { ...CONTAINER_SECURITY, readOnlyRootFilesystem: true },
  };
}
