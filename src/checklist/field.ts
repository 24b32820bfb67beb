import { Manifest } from './manifests';

/** Where something stands in a manifest; a path to what is not there means the deepest part of it that is. */
export interface Field {
  readonly of: Manifest;
  readonly path: FieldPath;
}

/** For example `['spec', 'containers', 0, 'image']`. */
export type FieldPath = ReadonlyArray<string | number>;
