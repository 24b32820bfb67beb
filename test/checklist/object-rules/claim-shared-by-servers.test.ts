import { server } from './server';
import { violations } from './violations';
import { claimSharedByServers } from '../../../src/checklist/object-rules/claim-shared-by-servers';

const VOLUMES = 'volumes: [{ name: other, emptyDir: {} }, { name: data, persistentVolumeClaim: { claimName: pgdata } }]';
const on = (mount: string, replicas: number, kind = 'Deployment') => violations(claimSharedByServers,
  server({ kind, spec: `replicas: ${replicas}`, container: `volumeMounts: [{ name: data, ${mount} }]`, pod: VOLUMES }));

test.each(['Deployment', 'StatefulSet'])('replicas of a %s keep their data on one claim', (kind) => {
  expect(on('mountPath: /var/lib/postgresql/data', 2, kind))
    .toEqual([`${kind} db spec.template.spec.volumes.1.persistentVolumeClaim.claimName: 2 replicas keep their data on the one claim pgdata`]);
});

test.each([
  ['there is one', 'mountPath: /var/lib/postgresql/data', 1],
  ['it holds no data', 'mountPath: /backups', 2],
  ['it is only read', 'mountPath: /var/lib/postgresql/data, readOnly: true', 2],
  ['each pod has a directory of its own', 'mountPath: /var/lib/postgresql/data, subPathExpr: $(POD_NAME)', 2],
])('nothing is found when %s', (_, mount, replicas) => expect(on(mount, replicas)).toEqual([]));
