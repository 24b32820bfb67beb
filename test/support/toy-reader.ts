import { GOOD } from './good-facts';
import { readDeclared } from '../../src/checklist/annotations';
import { groupOf } from '../../src/checklist/manifests';
import { Reader } from '../../src/checklist/reader';

/** Reads databases whose manifests hold, in `spec`, what they lack of the good one. */
export const TOY_READER: Reader = {
  reads: (manifest) => manifest.kind === 'ToyDatabase' && groupOf(manifest) === 'toys.example',
  read: (manifest) => {
    if (manifest.spec?.broken) throw new Error(manifest.spec.broken);
    const { name, namespace = '' } = manifest.metadata;
    return { ...GOOD, kind: 'ToyDatabase', operator: 'Toys', name, namespace, waivers: readDeclared(manifest).waivers ?? [], ...manifest.spec };
  },
};
