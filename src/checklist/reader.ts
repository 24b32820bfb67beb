import { DatabaseFacts } from './facts';
import { Manifest, Manifests } from './manifests';

/** Turns an operator's manifests into facts. One for each operator, and one for databases that have none; the checklist knows none of them. */
export interface Reader {
  /** Whether an object is a database of this operator. */
  reads(manifest: Manifest): boolean;
  read(database: Manifest, among: Manifests): DatabaseFacts;
}
