import { MySqlSettings } from './mysql-settings';
import { Declared } from '../checklist/annotations';
import { declared } from '../platform/declared';
import { OPERATOR_NAMESPACES } from '../values/cluster-network';
import { Waiver } from '../values/waiver';

/** What the annotations of the operator's object say. */
export function declaredBy({ platform, workload, objectives, users, systemUsers }: MySqlSettings, waivers: readonly Waiver[]): Declared {
  const namespace = platform.network.perconaXtraDbClusterNamespace;
  return declared({
    platform,
    waivers,
    workload,
    objectives,
    storageClasses: [],
    secrets: [...(systemUsers ? [systemUsers] : []), ...users.flatMap(({ given }) => given ?? [])],
    operatorNamespace: namespace === OPERATOR_NAMESPACES.perconaXtraDbClusterNamespace ? undefined : namespace,
  });
}
