import { server } from './server';
import { violations } from './violations';
import { initSysctl } from '../../../src/checklist/object-rules/init-sysctl';

const prepared = (command: string, context = 'privileged: true', kind = 'StatefulSet') => violations(initSysctl, server({
  kind, pod: `initContainers: [{ name: tune, image: busybox, command: ${command}, securityContext: { ${context} } }]`,
}));
const AT = 'StatefulSet db spec.template.spec.initContainers.0.securityContext.privileged: privileged init container tune sets';

test.each([
  ['[sysctl, -w, vm.max_map_count=262144]', 'vm.max_map_count'],
  ['[sh, -c, "sysctl -w vm.swappiness=1\\nsysctl -w net.core.somaxconn=65535"]', 'vm.swappiness, net.core.somaxconn'],
  ['[sh, -c, "echo never > /sys/kernel/mm/transparent_hugepage/enabled"]', 'mm.transparent_hugepage.enabled'],
])('%s changes the node', (command, keys) => expect(prepared(command)).toEqual([`${AT} ${keys} on the whole node`]));

test.each([
  ['it is not privileged, so that it cannot', '[sysctl, -w, vm.swappiness=1]', ''],
  ['it sets nothing', '[chown, -R, "999", /data]', 'privileged: true'],
  ['a DaemonSet tunes nodes, which is what it is for', '[sysctl, -w, vm.swappiness=1]', 'privileged: true', 'DaemonSet'],
])('nothing is found when %s', (_, command, context, kind = 'StatefulSet') => expect(prepared(command, context, kind)).toEqual([]));

test('Elastic\'s operator is given such containers in its own field', () => {
  expect(violations(initSysctl, `
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: { name: logs }
spec: { nodeSets: [{ podTemplate: { spec: { initContainers: [{ name: sysctl, securityContext: { privileged: true }, command: [sh, -c, sysctl -w vm.max_map_count=262144] }] } } }] }`))
    .toEqual(['Elasticsearch logs spec.nodeSets.0.podTemplate.spec.initContainers.0.securityContext.privileged: privileged init container sysctl sets vm.max_map_count on the whole node']);
});
