import { DatabaseFacts } from './facts';
import { Manifest, Manifests } from './manifests';

/** Turns an operator's manifests into facts. One for each operator; the checklist knows none of them. */
export interface Reader {
  readonly group: string;
  readonly kind: string;
  read(database: Manifest, among: Manifests): DatabaseFacts;
}
