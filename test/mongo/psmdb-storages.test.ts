import { storageProblem } from '../../src/mongo/psmdb-storages';

const NFS = { name: 'nfs', nfs: { server: 'nfs', path: '/sessions' } };
const AT = { name: 'nfs', mountPath: '/mnt/nfs/' };
const GOES = 'storage "main" is a directory that goes with its pod: spec.backup.volumeMounts mounts no claim, nfs or csi of spec.replsets[].sidecarVolumes there';

/** What is said of backups to the directory /mnt/nfs of the agents of one replica set, or of several. */
function ofDirectory(volumeMounts: object[], ...volumes: object[][]): string | undefined {
  return storageProblem('main', { type: 'filesystem', filesystem: { path: '/mnt/nfs' } }, volumeMounts, volumes.map((sidecarVolumes, i) => ({ set: { name: `rs${i}`, sidecarVolumes } })) as any);
}

test.each<[string, object[], object[][]]>([
  ['nothing is mounted', [], [[]]],
  ['the volume goes with the pod', [AT], [[{ name: 'nfs', emptyDir: {} }]]],
  ['a share is mounted beside it', [{ name: 'nfs', mountPath: '/mnt/nf' }], [[NFS]]],
  ['a share can only be read', [{ ...AT, readOnly: true }], [[NFS]]],
  ['something else is mounted below a share', [{ name: 'other', mountPath: '/mnt/nfs' }, { name: 'nfs', mountPath: '/mnt' }], [[NFS, { name: 'other', emptyDir: {} }]]],
  ['one of two sets has the share', [AT], [[NFS], []]],
  ['a mount says no place', [{ name: 'nfs' }], [[NFS]]],
])('backups to a directory are lost where %s', (_, mounts, volumes) => expect(ofDirectory(mounts, ...volumes)).toBe(GOES));

test.each<[string, object[], object[][]]>([
  ['a share is mounted', [AT], [[NFS], [NFS]]],
  ['a claim is mounted above it', [{ name: 'nfs', mountPath: '/mnt' }], [[{ name: 'nfs', persistentVolumeClaim: { claimName: 'a' } }]]],
  ['a mount beside it says no place', [{ name: 'other' }, AT], [[NFS]]],
])('backups to a directory are kept where %s', (_, mounts, volumes) => expect(ofDirectory(mounts, ...volumes)).toBeUndefined());

test.each(['azure', 'gcs', 'minio'])('nothing is written to %s without credentials', (type) => {
  const problem = `storage "main" has no credentialsSecret, without which nothing is written to ${type}`;
  expect([{}, { credentialsSecret: '' }, { credentialsSecret: 'keys' }].map((of) => storageProblem('main', { type, [type]: of }, [], []))).toEqual([problem, problem, undefined]);
});

test('the pods may have a role in the place of keys for s3', () => expect(storageProblem('main', { type: 's3', s3: { bucket: 'a' } }, [], [])).toBeUndefined());
