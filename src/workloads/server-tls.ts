import { Configuration, configurationOf } from './configuration';
import { DatabaseWorkload } from './database-workload';
import { servicesOf } from './hosts';
import { secretBehind, secretOf } from './mounted-files';
import { isOn } from './settings';
import { TlsFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { refusesPlaintext } from '../checklist/readers/pg-hba';
import { listIn } from '../checklist/readers/pod-template';
import { Unseen } from '../checklist/unseen';

/** Whether clients can and must use TLS, under a certificate that carries the names they use. */
export function readTls(of: DatabaseWorkload, among: Manifests): TlsFacts {
  const configuration = configurationOf(of, among);
  const { isEnabled, isForced, file } = TLS[of.engine.id](configuration, of);
  if (!isEnabled && !isForced) {
    const unseen = configuration.unseen ?? undecided(of, configuration);
    // only what is seen may be called open
    return { certificate: unseen, missingNames: [], plaintextRefused: unseen !== undefined };
  }
  const secret = (file === undefined ? undefined : secretBehind(file, configuration.mounts)) ?? certificateSecret(of);
  const plaintextRefused = isForced || configuration.unseen !== undefined;
  if (secret === undefined) {
    const found = file === undefined ? undefined : new Unseen(`The server certificate ${file} is mounted from nothing that the input shows; mount it from a Secret that a Certificate fills.`);
    return { certificate: found, missingNames: [], plaintextRefused };
  }
  const certificate = among.inNamespace('cert-manager.io', 'Certificate', of.namespace).find(({ spec }) => spec?.secretName === secret);
  if (!certificate) return { certificate: new Unseen(`Nothing in the input issues the certificate in Secret ${of.namespace}/${secret}; add the Certificate that does.`), missingNames: [], plaintextRefused };
  const { kind = 'Issuer', name } = certificate.spec.issuerRef ?? {};
  return { certificate: `${kind} ${name}`, missingNames: missingNames(of, certificate, among), plaintextRefused };
}

interface ServerTls {
  readonly isEnabled: boolean;
  /** Whether clients without it are turned away. */
  readonly isForced: boolean;
  /** Where the certificate lies. */
  readonly file?: string;
}

const TLS: Readonly<Record<DatabaseWorkload['engine']['id'], (configuration: Configuration, of: DatabaseWorkload) => ServerTls>> = {
  postgresql: ({ settings, environment, files }) => ({
    isEnabled: isOn(settings.get('ssl') ?? settings.get('enable_tls')),
    isForced: isOn(settings.get('ssl') ?? settings.get('enable_tls')) && files.some(({ path, text }) => /pg_hba/.test(path) && refusesPlaintext([text])),
    file: settings.get('ssl_cert_file') ?? environment.get('POSTGRESQL_TLS_CERT_FILE'),
  }),
  mysql: mysqlTls,
  mariadb: mysqlTls,
  mongodb: ({ settings }) => {
    const mode = settings.get('tlsmode') ?? settings.get('net.tls.mode') ?? settings.get('sslmode') ?? settings.get('net.ssl.mode') ?? '';
    return {
      isEnabled: /^(allow|prefer|require)(TLS|SSL)$/.test(mode),
      isForced: /^require(TLS|SSL)$/.test(mode),
      file: settings.get('tlscertificatekeyfile') ?? settings.get('net.tls.certificatekeyfile'),
    };
  },
  redis: ({ settings }) => {
    const isEnabled = settings.has('tls_port') || isOn(settings.get('tls_enabled'));
    return { isEnabled, isForced: isEnabled && (settings.get('port') === '0' || isOn(settings.get('tls_enabled'))), file: settings.get('tls_cert_file') };
  },
  elasticsearch: ({ settings }) => {
    const isEnabled = ['xpack.security.http.ssl.enabled', 'plugins.security.ssl.http.enabled', 'enable_rest_tls'].some((name) => isOn(settings.get(name)));
    const file = ['xpack.security.http.ssl.certificate', 'xpack.security.http.ssl.keystore.path', 'plugins.security.ssl.http.pemcert_filepath'].map((name) => settings.get(name)).find(Boolean);
    return { isEnabled, isForced: isEnabled, file: file?.startsWith('/') ? file : file && `/usr/share/elasticsearch/config/${file}` };
  },
  cassandra: ({ settings }) => {
    const isEnabled = isOn(settings.get('client_encryption_options.enabled')) || isOn(settings.get('client_encryption'));
    return { isEnabled, isForced: isEnabled && !isOn(settings.get('client_encryption_options.optional')), file: settings.get('client_encryption_options.keystore') };
  },
};

function mysqlTls({ settings }: Configuration): ServerTls {
  const file = settings.get('ssl_cert');
  return { isEnabled: file !== undefined, isForced: isOn(settings.get('require_secure_transport')), file };
}

/** Elasticsearch 8 and OpenSearch's image set TLS up by themselves, unless told not to. */
function undecided({ engine, server: { image } }: DatabaseWorkload, { settings, environment }: Configuration): Unseen | undefined {
  const isTold = ['xpack.security.enabled', 'xpack.security.http.ssl.enabled', 'plugins.security.disabled'].some((name) => settings.has(name)) || environment.get('DISABLE_SECURITY_PLUGIN') !== undefined;
  if (engine.id !== 'elasticsearch' || isTold || (image.product === 'elasticsearch' && Number(image.version?.split('.')[0]) < 8)) return undefined;
  return new Unseen(`Whether image ${image.repository} makes itself a certificate is decided when it starts; set xpack.security.http.ssl (or plugins.security.ssl.http) in its configuration.`);
}

/** A Secret that an init container copies from, where the server's own mount is a copy. */
function certificateSecret({ podSpec }: DatabaseWorkload): string | undefined {
  const volume = listIn(podSpec.volumes).find((each) => secretOf(each) !== undefined && /cert|tls|ssl/i.test(`${each.name} ${secretOf(each)}`));
  return volume && secretOf(volume);
}

/** Services of which the certificate carries no form of the name. */
function missingNames(of: DatabaseWorkload, certificate: Manifest, among: Manifests): string[] {
  const names = listIn(certificate.spec.dnsNames).map(String);
  const covers = (host: string) => names.some((name) => name === host || (name.startsWith('*.') && host.endsWith(name.slice(1)) && !host.slice(0, -name.length + 1).includes('.')));
  return servicesOf(of, among).filter(({ spec }) => spec?.clusterIP !== 'None').map(({ metadata }) => metadata.name)
    .filter((service) => !['', `.${of.namespace}`, `.${of.namespace}.svc`, `.${of.namespace}.svc.cluster.local`].some((rest) => covers(`${service}${rest}`)));
}
