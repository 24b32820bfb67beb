import { MongoOperator } from './mongo-operator';
import { MongoSettings } from './mongo-settings';
import { Manifest } from '../checklist/manifests';
import { serverCertificate } from '../parts/certificate';
import { serviceNames } from '../parts/service-names';
import { Issuer } from '../values/issuer';
import { shortened } from '../values/shortened';

/** The most that a subject's organizational unit may have (RFC 5280, appendix A.1, ub-organizational-unit-name). */
const LONGEST_UNIT = 64;

/** Name of the Secret with the certificate of a database's members. Without an issuer, and in a drill, it is the one that Percona's operator makes (1.22.0, CheckNSetDefaults). */
export function serverSecretName({ name, operator, platform, recovery }: Pick<MongoSettings, 'name' | 'operator' | 'platform' | 'recovery'>): string {
  const isOperators = operator === MongoOperator.PERCONA && recovery?.thrownAway === true;
  return platform.issuer && !isOperators ? `${name}-server-tls` : `${name}-ssl`;
}

/**
 * The certificate that members show to clients and to each other: the Service's names, one label below them, those of horizons, and `localhost` for what runs beside mongod.
 * Members know each other by the organization and the organizational unit of its subject where Percona's operator runs them (clusterAuthMode x509; MongoDB
 * manual 8.0, Use x.509 Certificate for Membership Authentication), so that an issuer must not take them away: who has the same of the same CA is
 * `__system`, hence a unit for each database, and whoever may issue from that issuer owns all of its databases. It is not left to that operator, which with `tls.issuerConf` makes an Issuer of its own in the place of
 * the one it is told to use, and deletes the Secret when the CA is not the one that it makes (1.22.0, pkg/psmdb/tls/certmanager.go, ApplyIssuer, and
 * pkg/controller/perconaservermongodb/ssl.go, createSSLByCertManager).
 */
export function mongoCertificate(of: MongoSettings, issuer: Issuer): Manifest {
  const names = serviceNames(of.service, of.namespace, of.platform.network.clusterDomain);
  const outside = new Set(of.horizons.flatMap(({ members }) => members.map(({ host }) => host)));
  return serverCertificate({
    name: serverSecretName(of),
    namespace: of.namespace,
    secretName: serverSecretName(of),
    issuer,
    // as the operator's own have it (1.22.0, pkg/psmdb/tls); nothing reads it back
    organizations: ['PSMDB'],
    organizationalUnits: [shortened(`${of.name}.${of.namespace}`, LONGEST_UNIT)],
    alsoClient: true,
    dnsNames: ['localhost', ...names, ...names.map((name) => `*.${name}`), ...outside],
  });
}

/**
 * The Secret that cert-manager fills, before it does. Where Percona's operator finds none it makes Certificates of its own for that name, signed by a CA of its own, and
 * which of them fills it depends on who comes first; one that is there and not the operator's it leaves alone (1.22.0, reconcileSSL). It holds nothing: cert-manager
 * writes into what it finds, and applied again it takes nothing away. No type: where cert-manager made the Secret it has another one, which cannot change.
 */
export function emptyCertificateSecret(of: MongoSettings): Manifest {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: serverSecretName(of), namespace: of.namespace } };
}
