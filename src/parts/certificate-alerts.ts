import { AlertRule } from './alert-rule';
import { certificateSeries } from './series';

export interface WatchedCertificate {
  /** What the alerts' names start with. */
  readonly engine: string;
  readonly namespace: string;
  /** Name of the server's Certificate, or of all that it has. */
  readonly certificate: string | readonly string[];
  /** Holds while an instance answers. */
  readonly whileUp: string;
}

const EXPIRATION = 'certmanager_certificate_expiration_timestamp_seconds';
const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/** Whether clients that verify the server will go on trusting it; the operator renews what it made itself. */
export function certificateAlerts({ engine, namespace, certificate, whileUp }: WatchedCertificate): AlertRule[] {
  const names = [certificate].flat();
  const name = `Certificate ${namespace}/${names.length === 1 ? names[0] : '{{ $labels.name }}'}`;
  const renewal = `max by (name) (${certificateSeries(namespace, names, 'certmanager_certificate_renewal_timestamp_seconds')} > 0)`;
  const missing = names.map((each) => `absent(${certificateSeries(namespace, [each], EXPIRATION)})`).join(' or ');
  const expiration = certificateSeries(namespace, names, EXPIRATION);

  return [
    {
      // Not days before the end: certificates live from hours to years, and cert-manager knows when renewal is due.
      alert: `${engine}CertificateNotRenewed`,
      expr: `time() - ${renewal} > ${6 * HOUR}`,
      for: '10m',
      severity: 'warning',
      exporter: 'cert-manager',
      summary: 'The server certificate is not renewed',
      description: `Renewal of ${name} has been due for {{ $value | humanizeDuration }}.`,
    },
    {
      alert: `${engine}CertificateExpiring`,
      expr: `max by (name) (${expiration} > 0) - time() < ${2 * DAY} and time() - ${renewal} > ${HOUR}`,
      for: '10m',
      severity: 'critical',
      exporter: 'cert-manager',
      summary: 'The server certificate is about to expire',
      description: `${name} was not renewed and expires in {{ $value | humanizeDuration }}; then every client that verifies it is refused.`,
    },
    {
      alert: `${engine}CertificateMetricsMissing`,
      expr: `${names.length === 1 ? missing : `(${missing})`} ${whileUp}`,
      for: '30m',
      severity: 'warning',
      exporter: 'cert-manager',
      summary: 'Nobody sees when the server certificate expires',
      description: `cert-manager reports nothing about Certificate ${namespace}/${names.join(' or ')}: it can expire without an alert.`,
    },
  ];
}
