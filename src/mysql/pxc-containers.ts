import { proxyIn } from './pxc-shape';
import { ContainerFacts } from '../checklist/facts';

/** Containers of instances, proxies, backups and the collector of the binary log, by the names that they have in the pods (pkg/pxc/app, 1.20.0). */
export function containersOf(spec: any): ContainerFacts[] {
  const proxy = proxyIn(spec);
  const pmm = spec.pmm?.enabled === true ? [container('pmm-client', spec.pmm.resources)] : [];
  const logs = spec.logcollector?.enabled === true ? ['logs', 'logrotate'].map((name) => container(name, spec.logcollector.resources)) : [];
  const storages: Array<[string, any]> = Object.entries(spec.backup?.storages ?? {});
  const scheduled = (spec.backup?.schedule ?? []).map(({ storageName }: any) => storageName);
  return [
    container('pxc', spec.pxc?.resources),
    ...(spec.pxc?.sidecars ?? []).map(({ name = '', resources }: any) => container(name, resources)),
    ...logs,
    ...pmm,
    ...(proxy === undefined ? [] : [
      container(proxy, spec[proxy].resources),
      ...(proxy === 'haproxy' ? ['pxc-monit'] : ['pxc-monit', 'proxysql-monit']).map((name) => container(name, spec[proxy].sidecarResources)),
      ...(spec[proxy].sidecars ?? []).map(({ name = '', resources }: any) => container(`${name} of ${proxy}`, resources)),
    ]),
    ...storages.filter(([name]) => scheduled.includes(name)).map(([name, { resources }]) => container(`xtrabackup to ${name}`, resources)),
    ...(spec.backup?.pitr?.enabled === true ? [container('pitr', spec.backup.pitr.resources)] : []),
  ];
}

function container(name: string, resources: any): ContainerFacts {
  return { name, cpuRequest: resources?.requests?.cpu, memoryRequest: resources?.requests?.memory, memoryLimit: resources?.limits?.memory };
}
