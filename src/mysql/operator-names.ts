import { Construct } from 'constructs';
import { MySqlSettings } from './mysql-settings';
import { customUserSecretName, internalSecretName, serverSecretName } from './pxc-names';
import { reserveName } from '../parts/manifest-object';

/** Reserves what the operator makes or reads under names of its own (pkg/controller/pxc, pkg/naming and CheckNSetDefaults, 1.20.0). */
export function reserveOperatorNames(database: Construct, { name, namespace, platform, source, proxy: { component } }: MySqlSettings): void {
  const reserve = (kind: string, names: readonly string[]) => names.forEach((of) => reserveName(database, kind, namespace, of));
  const sets = [`${name}-pxc`, `${name}-${component}`];
  reserve('StatefulSet', sets);
  reserve('PodDisruptionBudget', sets);
  reserve('Service', [...sets, `${name}-pxc-unready`, component === 'haproxy' ? `${name}-haproxy-replicas` : `${name}-proxysql-unready`, `${name}-pitr`, ...(source?.hosts ?? []).map((_, i) => `${name}-pxc-${i}`)]);
  reserve('Deployment', [`${name}-pitr`]);
  reserve('ConfigMap', [...sets, `auto-${name}-pxc`]);
  // two that start alike would make backups of one name at one time, of which only the first is made (ScheduledBackupName in pkg/naming/backup.go)
  if (platform.backups) reserve('the first 16 characters of the names of backups,', [name.slice(0, 16)]);
  // made where there is no issuer; with one, `<name>-ssl` is ours
  reserve('Certificate', [`${name}-ca-cert`, `${name}-ssl-internal`, ...(platform.issuer ? [] : [serverSecretName(name)])]);
  reserve('Issuer', [`${name}-pxc-ca-issuer`, `${name}-pxc-issuer`]);
  reserve('Secret', [
    customUserSecretName(name), serverSecretName(name), `${name}-ssl-internal`, `${name}-ca-cert`, internalSecretName(name), `${name}-mysql-init`, `${name}-vault`,
    ...['pxc', component].map((of) => `${name}-env-vars-${of}`),
  ]);
}
