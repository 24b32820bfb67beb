import { Mutation, spoils } from '../mutation';

export const PERFORMANCE: readonly Mutation[] = [
  spoils('resources-set', 'no memory limit', (of) => { delete of.cluster.resources.limits; }),
  spoils('resources-set', 'no CPU request', (of) => { delete of.cluster.resources.requests.cpu; }),
  spoils('resources-set', 'a memory limit below the request', (of) => { of.cluster.resources.limits.memory = '4Gi'; }),
  spoils('resources-set', 'no resources of the backup sidecar', (of) => { delete of.the('ObjectStore').spec.instanceSidecarConfiguration.resources; }),
  spoils('resources-set', 'no resources of the pooler', (of) => { delete of.the('Pooler').spec.template.spec.containers[0].resources; }),
  spoils('parameters-tuned', 'no shared_buffers', (of) => { delete of.parameters.shared_buffers; }),
  spoils('parameters-tuned', 'shared_buffers: 7GB of 8Gi', (of) => { of.parameters.shared_buffers = '7GB'; }),
  spoils('parameters-tuned', 'work_mem: 1GB for 256 connections', (of) => { of.parameters.work_mem = '1GB'; }),
  spoils('parameters-tuned', 'max_wal_size as large as the WAL volume', (of) => { of.parameters.max_wal_size = '20GB'; }),
  spoils('parameters-tuned', 'fsync: off', (of) => { of.parameters.fsync = 'off'; }),
  spoils('kernel-tuned', 'no DaemonSet that tunes nodes', (of) => of.remove('DaemonSet')),
  spoils('kernel-tuned', 'vm.swappiness is not set', (of) => {
    const [init] = of.the('DaemonSet').spec.template.spec.initContainers;
    init.command[2] = init.command[2].replaceAll('sysctl -w vm.swappiness=1', 'true');
  }),
  spoils('kernel-tuned', 'the DaemonSet runs on other nodes', (of) => { of.the('DaemonSet').spec.template.spec.nodeSelector = { 'node-type': 'web' }; }),
  spoils('kernel-tuned', 'the DaemonSet does not tolerate the taint', (of) => { delete of.the('DaemonSet').spec.template.spec.tolerations; }),
  // without the selector the tuned nodes are not all that it may run on
  spoils(['dedicated-nodes', 'kernel-tuned'], 'no nodeSelector', (of) => { delete of.cluster.affinity.nodeSelector; }),
  spoils('dedicated-nodes', 'no toleration', (of) => { delete of.cluster.affinity.tolerations; }),
];
