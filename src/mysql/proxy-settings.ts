import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type { MySqlClusterProps } from './mysql-cluster-props';
import { MySqlProxy } from './mysql-proxy';
import { Compute } from '../values/compute';
import { refuse, requireInteger } from '../values/refusal';
import { volumeMebibytes } from '../values/volume-size';

/** What stands in front of the instances, checked and completed. */
export interface ProxySettings {
  readonly component: 'haproxy' | 'proxysql';
  readonly instances: number;
  readonly compute: Compute;
  /** Of ProxySQL's volume; undefined for HAProxy. */
  readonly mebibytes?: number;
}

/** `mayBeOne` where the rule for three instances is waived. */
export function proxySettings({ proxy = MySqlProxy.haproxy(), platform }: MySqlClusterProps, instances: number, mayBeOne: boolean): ProxySettings {
  const size = proxy.instances ?? (instances === 1 ? 1 : 3);
  // checkSafeDefaults, pkg/apis/pxc/v1/pxc_types.go, 1.20: two at least
  requireInteger('proxy.instances', size, mayBeOne ? 1 : 2, 5, 'two let one go at a time');
  const nodes = platform.nodes?.nodes;
  if (nodes !== undefined && size > nodes) {
    refuse('proxy.instances', `be at most the number of nodes in the platform's pool (${nodes})`, size, 'each wants a node of its own: add nodes');
  }
  if (!proxy.isProxySql) {
    return { component: 'haproxy', instances: size, compute: proxy.compute ?? Compute.of({ cpu: Cpu.millis(500), memory: Size.mebibytes(512) }) };
  }
  if (platform._createsNamespaces) {
    // pkg/pxc/app/statefulset/proxysql.go, 1.20.0: the containers pxc-monit and proxysql-monit get none, and there is no field for it
    refuse('proxy', 'be HAProxy where the platform makes namespaces, with Pod Security\'s level restricted', 'ProxySQL',
      'the operator gives two of its containers no security context, and no pod would be admitted: use MySqlProxy.haproxy(), or createNamespaces: false and a namespace of '
      + 'level baseline');
  }
  const storage = proxy.storage ?? Size.gibibytes(Math.max(2, platform.storageClass._smallestGibibytes));
  const mebibytes = volumeMebibytes('proxy.storage', storage, 1024);
  platform.storageClass._checkVolume('proxy.storage', storage);
  return { component: 'proxysql', instances: size, compute: proxy.compute ?? Compute.of({ cpu: Cpu.millis(500), memory: Size.gibibytes(1) }), mebibytes };
}
