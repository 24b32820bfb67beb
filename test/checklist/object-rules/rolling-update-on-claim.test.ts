import { server } from './server';
import { violations } from './violations';
import { rollingUpdateOnClaim } from '../../../src/checklist/object-rules/rolling-update-on-claim';

const database = (spec = '', kind = 'Deployment', path = '/var/lib/postgresql/data') => server({
  kind, spec, container: `volumeMounts: [{ name: data, mountPath: ${path} }]`, pod: 'volumes: [{ name: data, persistentVolumeClaim: { claimName: pgdata } }]',
});
const AT = 'Deployment db spec.strategy: an update runs two servers on claim pgdata at once: strategy is';

test('a Deployment\'s update starts the new server beside the old one', () => {
  expect(violations(rollingUpdateOnClaim, database())).toEqual([`${AT} RollingUpdate by default`]);
  expect(violations(rollingUpdateOnClaim, database('strategy: { type: RollingUpdate }'))).toEqual([`${AT} RollingUpdate`]);
});

test.each([
  ['it recreates', database('strategy: { type: Recreate }')],
  ['no pod more is allowed', database('strategy: { rollingUpdate: { maxSurge: 0 } }')],
  ['a StatefulSet does it right', database('', 'StatefulSet')],
  ['the claim holds no data', database('', 'Deployment', '/backups')],
  ['it has several replicas, which another rule says', database('replicas: 2')],
  ['the claim is for one pod', `${database()}---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: pgdata }\nspec: { accessModes: [ReadWriteOncePod] }\n`],
])('nothing is found when %s', (_, yaml) => expect(violations(rollingUpdateOnClaim, yaml)).toEqual([]));
