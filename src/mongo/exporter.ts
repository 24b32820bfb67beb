import { RESTRICTED_CONTAINER } from '../parts/restricted';

export const EXPORTER = 'mongodb-exporter';
export const METRICS_PORT = 9216;
const IMAGE = 'percona/mongodb_exporter:0.53.0';
const CA_VOLUME = 'exporter-ca';
const CA_DIRECTORY = '/etc/mongodb-exporter';

export interface Exporting {
  /** Secret of the server certificate. */
  readonly certificateSecret: string;
  readonly usersSecret: string;
  readonly userKey: string;
  readonly passwordKey: string;
  /** Whether Percona Backup for MongoDB makes backups. */
  readonly hasBackups: boolean;
}

/**
 * The sidecar that reads one member's metrics, the same for both operators, so that their alerts and dashboards are the same (mongodb_exporter 0.53.0,
 * main.go has the flags). It verifies its mongod: `localhost` stands in the certificate.
 */
export function exporterContainer({ usersSecret, userKey, passwordKey, hasBackups }: Exporting): object {
  const from = (key: string) => ({ valueFrom: { secretKeyRef: { name: usersSecret, key } } });
  return {
    name: EXPORTER,
    image: IMAGE,
    args: [
      `--mongodb.uri=mongodb://localhost:27017/admin?tls=true&tlsCAFile=${CA_DIRECTORY}/ca.crt`,
      `--web.listen-address=:${METRICS_PORT}`,
      // serverStatus and the oplog; the old names besides, of which most dashboards and alerts know
      '--collector.diagnosticdata', '--collector.replicasetstatus', '--collector.replicasetconfig', '--collector.dbstats', '--collector.topmetrics', '--compatible-mode',
      // how many operations were slow: a count for each database, of what system.profile got in the last 30 s, which is the operator of Prometheus' interval, too
      '--collector.profile',
      // what Percona Backup for MongoDB notes of its backups; it is asked from here at all members
      ...(hasBackups ? ['--collector.pbm'] : []),
    ],
    env: [{ name: 'MONGODB_USER', ...from(userKey) }, { name: 'MONGODB_PASSWORD', ...from(passwordKey) }],
    ports: [{ name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' }],
    // serverStatus of some thousand collections; an estimate
    resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    securityContext: { ...RESTRICTED_CONTAINER, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    volumeMounts: [{ name: CA_VOLUME, mountPath: CA_DIRECTORY, readOnly: true }],
  };
}

/** Only the CA: the Secret holds the server's key, too. */
export function exporterVolume({ certificateSecret }: Exporting): object {
  return { name: CA_VOLUME, secret: { secretName: certificateSecret, items: [{ key: 'ca.crt', path: 'ca.crt' }] } };
}
