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

const AT = 'spec.template.spec.volumes.1.persistentVolumeClaim.claimName:';

interface Holder {
  readonly kind?: string;
  readonly name?: string;
  readonly image?: string;
  readonly spec?: string;
  readonly mount?: string;
  readonly claim?: string;
  readonly container?: string;
  readonly pod?: string;
}

/** A workload that keeps its data on a claim. */
const holder = ({ kind = 'Deployment', name = 'old', image, spec, mount = 'mountPath: /var/lib/postgresql/data', claim = 'claimName: pgdata', container = '', pod = '' }: Holder) => server({
  kind,
  name,
  image,
  spec,
  container: `${container}\n          volumeMounts: [{ name: data, ${mount} }]`,
  pod: `${pod}\n      volumes: [{ name: other, emptyDir: {} }, { name: data, persistentVolumeClaim: { ${claim} } }]`,
});
const found = (...yaml: string[]) => violations(claimSharedByServers, ...yaml);
const scaler = (spec: string, kind = 'HorizontalPodAutoscaler', apiVersion = 'autoscaling/v2') => `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: load }\nspec: { ${spec} }\n`;
const TARGET = 'scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: old }';

test('two workloads keep their data on one claim, which each of them is told', () => {
  expect(found(holder({}), holder({ kind: 'StatefulSet', name: 'new' }))).toEqual([
    `Deployment old ${AT} StatefulSet new keeps its data on claim pgdata, too`, `StatefulSet new ${AT} Deployment old keeps its data on claim pgdata, too`,
  ]);
});

test.each<[string, Holder]>([
  ['by another version', { image: 'postgres:18', mount: 'mountPath: /var/lib/postgresql' }],
  ['at a place that arguments name', { container: 'args: [-D, /srv/pg]', mount: 'mountPath: /srv/pg' }],
])('data on one claim %s is shared', (_, other) => expect(found(holder({}), holder({ ...other, name: 'new' }))).toHaveLength(2));

test('MariaDB and MySQL write the same files', () => {
  const mount = 'mountPath: /var/lib/mysql';
  expect(found(holder({ image: 'mysql:8.4', mount }), holder({ name: 'new', image: 'mariadb:11', mount }))).toHaveLength(2);
});

test('a workload takes a claim that a StatefulSet made', () => {
  const set = server({ kind: 'StatefulSet', name: 'pg', spec: 'volumeClaimTemplates: [{ metadata: { name: data } }]\n  replicas: 2', container: 'volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]' });
  expect(found(set, holder({ claim: 'claimName: data-pg-1' }))).toEqual([`Deployment old ${AT} StatefulSet pg keeps its data on claim data-pg-1, too`]);
  expect(found(set, holder({ claim: 'claimName: data-pg-2' }))).toEqual([]);
});

test.each<[string, Holder]>([
  ['only reads it', { mount: 'mountPath: /var/lib/postgresql/data, readOnly: true' }],
  ['claims it for reading', { claim: 'claimName: pgdata, readOnly: true' }],
  ['has a directory of its own', { mount: 'mountPath: /var/lib/postgresql/data, subPath: new' }],
  ['has a PGDATA of its own', { container: 'env: [{ name: PGDATA, value: /var/lib/postgresql/data/new }]' }],
  ['has another claim', { claim: 'claimName: other' }],
  ['is scaled down', { spec: 'replicas: 0' }],
  ['makes backups', { container: 'command: [sh, -c, "while true; do pg_dump -h db > /backups/a; done"]' }],
  ['runs a script that nobody sees', { container: 'command: [/scripts/copy.sh]' }],
  ['is no server', { image: 'busybox:1.37' }],
  ['runs another engine', { image: 'redis:8.2.1', mount: 'mountPath: /data' }],
  ['is the same, written down twice', { name: 'old' }],
])('nothing is shared with a workload that %s', (_, other) => {
  expect(found(holder({ mount: 'mountPath: /var/lib/postgresql/data, subPath: old' }), holder({ mount: 'mountPath: /var/lib/postgresql/data, subPath: old', name: 'new', ...other }))).toEqual([]);
});

test.each<[string, string, string]>([
  ['of an owner', 'ownerReferences: [{ kind: Deployment, name: old }]', 'default'],
  ['of a chart\'s hook', 'annotations: { helm.sh/hook: pre-upgrade }', 'default'],
  ['of another namespace', '', 'shop'],
])('nothing is shared with a pod %s', (_, metadata, namespace) => {
  const pod = `---
apiVersion: v1
kind: Pod
metadata: { name: new, namespace: ${namespace}, ${metadata} }
spec:
  containers: [{ name: db, image: postgres:17.6, volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }] }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: pgdata } }]
`;
  expect(found(holder({}), pod)).toEqual([]);
});

test.each([
  ['HorizontalPodAutoscaler load runs up to 5 replicas', scaler(`${TARGET}, maxReplicas: 5`)],
  ['ScaledObject load runs up to 100 replicas', scaler('scaleTargetRef: { name: old }', 'ScaledObject', 'keda.sh/v1alpha1')],
])('%s on one claim', (words, yaml) => expect(found(holder({}), yaml)).toEqual([`Deployment old ${AT} ${words}, which keep their data on the one claim pgdata`]));

test.each<[string, Holder, string]>([
  ['of one replica', {}, scaler(`${TARGET}, maxReplicas: 1`)],
  ['of another workload', {}, scaler('scaleTargetRef: { kind: Deployment, name: web }, maxReplicas: 5')],
  ['of another kind', { kind: 'StatefulSet' }, scaler(`${TARGET}, maxReplicas: 5`)],
  ['that is switched off', { spec: 'replicas: 0' }, scaler(`${TARGET}, maxReplicas: 5`)],
  ['of a workload whose claim holds no data', { mount: 'mountPath: /backups' }, scaler(`${TARGET}, maxReplicas: 5`)],
])('an autoscaler %s shares nothing', (_, workload, yaml) => expect(found(holder(workload), yaml)).toEqual([]));

test('a DaemonSet runs a server on each node, and all write to one claim', () => {
  expect(found(holder({ kind: 'DaemonSet' }))).toEqual([`DaemonSet old ${AT} a DaemonSet runs a server on each node, and all keep their data on the one claim pgdata`]);
});

const HOSTS = (values: string) => `affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: ${values} }] }] } } }`;

test.each<[string, Holder, number]>([
  ['on one node by its selector', { pod: 'nodeSelector: { kubernetes.io/hostname: one }' }, 0],
  ['on one node by its affinity', { pod: HOSTS('[one]') }, 0],
  ['on two nodes', { pod: HOSTS('[one, two]') }, 1],
  ['that makes backups', { container: 'command: [sh, -c, "pg_dump -h db > /backups/a; sleep 3600"]' }, 0],
  ['of an agent', { image: 'prom/node-exporter:v1' }, 0],
])('a DaemonSet %s is told so', (_, set, count) => expect(found(holder({ kind: 'DaemonSet', ...set }))).toHaveLength(count));
