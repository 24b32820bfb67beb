import { Manifests } from '../../../src/checklist/manifests';
import { readClass } from '../../../src/checklist/readers/storage';
import { Unseen } from '../../../src/checklist/unseen';

function storageClass(name: string, annotations?: Record<string, string>) {
  return { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name, annotations }, provisioner: 'example.com/disk', reclaimPolicy: 'Retain' };
}

test('a class of the input is read from its manifest', () => {
  expect(readClass(new Manifests([storageClass('fast')]), 'fast', undefined)).toMatchObject({ name: 'fast', reclaimPolicy: 'Retain', attested: false });
});

test('what the manifest cannot say may be attested beside it', () => {
  expect(readClass(new Manifests([storageClass('fast')]), 'fast', [{ name: 'fast', reclaimPolicy: 'Delete', iops: 9000 }]))
    .toMatchObject({ reclaimPolicy: 'Retain', iops: 9000 });
});

test('a class that is not in the input is read from what is attested of it', () => {
  expect(readClass(new Manifests([]), 'fast', [{ name: 'slow' }, { name: 'fast', reclaimPolicy: 'Retain' }]))
    .toMatchObject({ name: 'fast', reclaimPolicy: 'Retain', attested: true });
});

test('a class that nobody shows is unseen', () => {
  expect(readClass(new Manifests([storageClass('slow')]), 'fast', [{ name: 'slow' }]))
    .toEqual(new Unseen('StorageClass fast is not in the input; add its manifest, or attest what it does.'));
});

test('without a name the default class of the input counts', () => {
  const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
  expect(readClass(new Manifests([storageClass('slow'), storageClass('fast', annotations)]), undefined, undefined)).toMatchObject({ name: 'fast' });
  expect(readClass(new Manifests([storageClass('slow')]), undefined, [{ name: 'slow' }])).toEqual(new Unseen(
    'The volume names no StorageClass and the input has no default one; name the class and add its manifest, or attest what it does.'));
});
