import { server } from './server';
import { violations } from './violations';
import { livenessBeforeRecovery } from '../../../src/checklist/object-rules/liveness-before-recovery';

const AT = 'StatefulSet db spec.template.spec.containers.0.livenessProbe: container db is killed';
const END = 'after its start when it is still recovering: no startupProbe';

test('a probe that a recovering server fails kills it', () => {
  expect(violations(livenessBeforeRecovery, server({ container: 'livenessProbe: { exec: { command: [pg_isready] }, initialDelaySeconds: 30 }' }))).toEqual([`${AT} 60 s ${END}`]);
  expect(violations(livenessBeforeRecovery, server({ container: 'livenessProbe: { exec: { command: [bash, -ec, "pg_isready -q"] } }' }))).toEqual([`${AT} 30 s ${END}`]);
  expect(violations(livenessBeforeRecovery, server({ image: 'mysql:8.4.6', container: 'livenessProbe: { tcpSocket: { port: 3306 }, periodSeconds: 20, failureThreshold: 6 }' })))
    .toEqual([`${AT} 120 s ${END}`]);
});

test.each([
  ['a startupProbe waits', {}, 'livenessProbe: { exec: { command: [pg_isready] } }\n          startupProbe: { exec: { command: [pg_isready] }, failureThreshold: 360 }'],
  ['the probe waits itself', {}, 'livenessProbe: { exec: { command: [pg_isready] }, initialDelaySeconds: 300 }'],
  ['PostgreSQL\'s port is asked, which is open in recovery', {}, 'livenessProbe: { tcpSocket: { port: 5432 } }'],
  ['the command succeeds anyway', {}, 'livenessProbe: { exec: { command: [sh, -c, "pg_isready || exit 0"] } }'],
  ['a shell is given the command for an argument of a script', {}, 'livenessProbe: { exec: { command: [/bin/sh, -c, "PGUSER=a", "pg_isready -h localhost"] } }'],
  ['there is none', {}, ''],
  ['the engine is another', { image: 'redis:7.4' }, 'livenessProbe: { tcpSocket: { port: 6379 } }'],
])('nothing is found when %s', (_, of, container) => expect(violations(livenessBeforeRecovery, server({ ...of, container }))).toEqual([]));
