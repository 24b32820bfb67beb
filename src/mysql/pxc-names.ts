import { serviceNames } from '../parts/service-names';

/** What pods run. */
export type Component = 'pxc' | 'haproxy' | 'proxysql' | 'pitr';

/** Labels of all that the operator makes for a cluster (pkg/naming/labels.go, LabelsCluster, 1.20.0): instances, proxies, backups, restores. */
export function clusterLabels(cluster: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'percona-xtradb-cluster',
    'app.kubernetes.io/part-of': 'percona-xtradb-cluster',
    'app.kubernetes.io/instance': cluster,
    'app.kubernetes.io/managed-by': 'percona-xtradb-cluster-operator',
  };
}

/** Labels of one kind of its pods. */
export function componentLabels(cluster: string, component: Component): Record<string, string> {
  return { ...clusterLabels(cluster), 'app.kubernetes.io/component': component };
}

/** Labels of the pods of a backup's Job, which have no component (LabelsBackupJob). */
export function backupLabels(cluster: string): Record<string, string> {
  return { ...clusterLabels(cluster), 'percona.com/backup-type': 'xtrabackup', 'percona.com/cluster': cluster };
}

/** Services that clients connect to (pkg/controller/pxc/service.go). */
export function clientServices(cluster: string, proxy: 'haproxy' | 'proxysql'): string[] {
  return proxy === 'haproxy' ? [`${cluster}-haproxy`, `${cluster}-haproxy-replicas`] : [`${cluster}-proxysql`];
}

export interface Certified {
  readonly name: string;
  readonly namespace: string;
  readonly clusterDomain: string;
  readonly proxy: 'haproxy' | 'proxysql';
  /** By which another site knows the instances. */
  readonly hosts?: readonly string[];
}

/** Names of the server's certificate: those that the operator gives its own (pkg/controller/pxc/tls.go), and all under which clients know the proxy. */
export function certificateNames({ name, namespace, clusterDomain, proxy, hosts = [] }: Certified): string[] {
  const services = clientServices(name, proxy).flatMap((service) => serviceNames(service, namespace, clusterDomain));
  return [`${name}-pxc`, `*.${name}-pxc`, ...services, ...(proxy === 'proxysql' ? [`*.${name}-proxysql`] : []), ...hosts];
}

/** Of those, the ones that the operator's own certificates lack (createSSLByCertManager). */
export function namesBesideOperators(cluster: string, namespace: string, names: readonly string[]): string[] {
  const own = operatorNames(cluster, namespace);
  return names.filter((name) => !own.includes(name));
}

/** Names in the certificates that the operator makes. */
export function operatorNames(cluster: string, namespace: string): string[] {
  return [
    `${cluster}-pxc`, `*.${cluster}-pxc`, `${cluster}-proxysql`, `*.${cluster}-proxysql`,
    ...['haproxy', 'haproxy-replicas'].flatMap((proxy) => [`${cluster}-${proxy}`, `${cluster}-${proxy}.${namespace}`, `${cluster}-${proxy}.${namespace}.svc.cluster.local`]),
  ];
}

/** Name of the Secret with the certificate of servers and proxies, and of its Certificate: the operator makes none of a name that is taken. */
export function serverSecretName(cluster: string): string {
  return `${cluster}-ssl`;
}

/** Name of the Secret with the passwords of the operator's users. */
export function systemSecretName(cluster: string): string {
  return `${cluster}-secrets`;
}

/** The operator's copy of it, with what the server knows by now. */
export function internalSecretName(cluster: string): string {
  return `internal-${cluster}`;
}

/** Name of the Secret with the passwords that the operator makes for users without one of their own, by their names (users_custom.go, reconcileCustomUsers). */
export function customUserSecretName(cluster: string): string {
  return `${cluster}-custom-user-secret`;
}
