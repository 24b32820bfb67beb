import { Manifest } from '../checklist/manifests';

export interface CertificateRole {
  /** Name of the object. */
  readonly name: string;
  readonly namespace: string;
  readonly cluster: string;
  /** Name of the role in PostgreSQL. */
  readonly role: string;
  readonly memberOf?: readonly string[];
  /** Whether it stays in PostgreSQL when the object goes. */
  readonly retained?: boolean;
}

/** A role that logs in with a certificate of the operator's and has no password (CloudNativePG 1.30, docs/src/declarative_role_management.md). */
export function certificateRole({ name, namespace, cluster, role, memberOf, retained }: CertificateRole): Manifest {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'DatabaseRole',
    metadata: { name, namespace },
    spec: {
      cluster: { name: cluster },
      name: role,
      login: true,
      connectionLimit: 4,
      ...(memberOf ? { inRoles: memberOf } : {}),
      clientCertificate: { enabled: true },
      databaseRoleReclaimPolicy: retained ? 'retain' : 'delete',
    },
  };
}

/** Name of the Secret with `tls.crt` and `tls.key` (api/v1/databaserole_types.go, clientCertSecretSuffix). */
export function certificateSecret(role: string): string {
  return `${role}-client-cert`;
}

/** The line of pg_hba.conf that lets it in. */
export function certificateLogin(role: string, database = 'all'): string {
  return `hostssl ${database} ${role} all cert`;
}
