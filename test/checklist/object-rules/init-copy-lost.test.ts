import { server } from './server';
import { violations } from './violations';
import { initCopyLost } from '../../../src/checklist/object-rules/init-copy-lost';

const prepared = (script: string, image = 'mysql:8.4.6') => violations(initCopyLost, server({
  image, pod: `initContainers: [{ name: init, image: busybox, command: [sh, -c], args: ["${script}"], volumeMounts: [{ name: data, mountPath: /var/lib/mysql }, { name: shared, mountPath: /shared/ }] }]`,
}));

test.each([
  ['cp /tmp-config/my.cnf /etc/mysql/my.cnf', '/tmp-config/my.cnf to /etc/mysql/my.cnf'],
  ['mkdir -p /etc/mysql && cp -f /config/my.cnf /etc/mysql/', '/config/my.cnf to /etc/mysql/'],
])('%s is lost', (script, what) => {
  expect(prepared(script)).toEqual([`StatefulSet db spec.template.spec.initContainers.0.args: init container init copies ${what}, which is on no volume and ends with it`]);
});

test.each([
  'cp /config/my.cnf /shared/my.cnf',
  'cp /config/my.cnf /tmp/my.cnf',
  'cp /config/ca.crt /usr/local/share/ca-certificates/',
  'cp /config/a.conf /etc/a.conf && tool --config /etc/a.conf',
  'cp $FROM $TO',
  '# cp /config/my.cnf /etc/mysql/my.cnf',
])('%s is not', (script) => expect(prepared(script)).toEqual([]));

test('other workloads are not looked at', () => expect(prepared('cp /a/nginx.conf /etc/nginx/nginx.conf', 'nginx:1.29')).toEqual([]));
