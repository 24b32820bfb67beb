import { server } from './server';
import { violations } from './violations';
import { probesIdentical } from '../../../src/checklist/object-rules/probes-identical';

const exec = '{ exec: { command: [pg_isready, -U, postgres] }';

test('both probes ask the same, however often', () => {
  expect(violations(probesIdentical, server({ container: `livenessProbe: ${exec}, periodSeconds: 20 }\n          readinessProbe: ${exec}, periodSeconds: 5 }` }))).toEqual([
    'StatefulSet db spec.template.spec.containers.0.livenessProbe.exec: livenessProbe and readinessProbe of container db ask the same by exec',
  ]);
});

test.each([
  ['they ask different things', 'livenessProbe: { tcpSocket: { port: 5432 } }', `readinessProbe: ${exec} }`],
  ['both only open the port', 'livenessProbe: { tcpSocket: { port: 5432 } }', 'readinessProbe: { tcpSocket: { port: 5432 } }'],
  ['there is one only', '', `readinessProbe: ${exec} }`],
])('nothing is found when %s', (_, liveness, readiness) => {
  expect(violations(probesIdentical, server({ container: `${liveness}\n          ${readiness}` }))).toEqual([]);
});

test('other workloads are not looked at', () => {
  expect(violations(probesIdentical, server({ image: 'nginx:1.29', container: 'livenessProbe: { httpGet: { port: 80 } }\n          readinessProbe: { httpGet: { port: 80 } }' }))).toEqual([]);
});
