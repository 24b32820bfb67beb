import { server } from './server';
import { violations } from './violations';
import { cpuLimit } from '../../../src/checklist/object-rules/cpu-limit';

const found = (resources: string) => violations(cpuLimit, server({ container: `resources: ${resources}` }));

test('a limit above the request, or below one processor, throttles', () => {
  const at = 'StatefulSet db spec.template.spec.containers.0.resources.limits.cpu: container db is throttled at';
  expect(found('{ requests: { cpu: 500m }, limits: { cpu: "2" } }')).toEqual([`${at} 2 CPU (it asks for 500m)`]);
  expect(found('{ limits: { cpu: 500m } }')).toEqual([`${at} 500m CPU (it asks for 500m)`]);
});

test.each(['{ requests: { cpu: 2 }, limits: { memory: 4Gi } }', '{ requests: { cpu: 2 }, limits: { cpu: 2000m } }', '{ limits: { cpu: 4 } }', '{ limits: { cpu: much } }', '{}'])(
  '%s does not', (resources) => expect(found(resources)).toEqual([]));

test('operators\' databases are looked at, each member of a list', () => {
  expect(violations(cpuLimit, `
apiVersion: psmdb.percona.com/v1
kind: PerconaServerMongoDB
metadata: { name: db }
spec: { replsets: [{ resources: {} }, { resources: { requests: { cpu: 1 }, limits: { cpu: 2 } } }] }`))
    .toEqual(['PerconaServerMongoDB db spec.replsets.1.resources.limits.cpu: replsets.1 is throttled at 2 CPU (it asks for 1)']);
});
