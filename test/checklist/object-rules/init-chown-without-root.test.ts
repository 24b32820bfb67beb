import { server } from './server';
import { violations } from './violations';
import { initChownWithoutRoot } from '../../../src/checklist/object-rules/init-chown-without-root';

const prepared = (script: string, context = '', pod = 'runAsUser: 999') => violations(initChownWithoutRoot, server({
  pod: `securityContext: { ${pod} }\n      initContainers: [{ name: init, image: busybox, command: [sh, -c, "${script}"], securityContext: { ${context} } }]`,
}));
const found = (user: number) => [`StatefulSet db spec.template.spec.initContainers.0.command: init container init runs chown as user ${user}`];

test('chown fails as the pod\'s user, and as the container\'s own', () => {
  expect(prepared('chown -R 999:999 /var/lib/mysql')).toEqual(found(999));
  expect(prepared('chown -R 999:999 /var/lib/mysql', 'runAsUser: 1000', '')).toEqual(found(1000));
});

test.each([
  ['it is root', 'chown -R 999:999 /data', 'runAsUser: 0', undefined],
  ['the image says who it is', 'chown -R 999:999 /data', '', ''],
  ['its failure is expected', 'chown -R 999:999 /data || true', '', undefined],
  ['there is none', 'mkdir -p /data/pgdata', '', undefined],
])('nothing is found when %s', (_, script, context, pod) => expect(prepared(script, context, pod)).toEqual([]));
