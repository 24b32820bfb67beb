import { mongodLabels } from './psmdb-labels';
import { Manifest } from '../checklist/manifests';
import { Labels } from '../checklist/readers/label-selector';

/** A replica set of a spec: the data's, or the one with a sharded database's map. */
export interface Replset {
  readonly set: any;
  readonly name: string;
  readonly labels: Labels;
  /** What volumes and containers are called where there are several. */
  readonly words: (what: string) => string;
}

/** Those that hold data first (Percona Operator for MongoDB 1.22.0, CheckNSetDefaults, for the names that are left out). */
export function replsetsOf({ metadata: { name } }: Manifest, spec: any): Replset[] {
  const config = isSharded(spec) && spec.sharding.configsvrReplSet ? [{ set: spec.sharding.configsvrReplSet, replset: 'cfg', component: 'cfg' }] : [];
  const all = [...(spec.replsets ?? []).map((set: any, i: number) => ({ set, replset: set.name ?? `rs${i}`, component: 'mongod' })), ...config];
  return all.map(({ set, replset, component }) => ({
    set, name: replset, labels: { ...set.labels, ...mongodLabels(name, replset, component) }, words: (what) => (all.length > 1 ? `${what} of ${replset}` : what),
  }));
}

export function isSharded(spec: any): boolean {
  return spec.sharding?.enabled === true;
}

/** mongod.conf of a replica set, as a tree; what is no YAML says nothing. */
export function configurationOf({ set }: Replset): any {
  if (typeof set.configuration !== 'string') return {};
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml: typeof import('yaml') = require('yaml');
  try {
    const tree: unknown = yaml.parse(set.configuration);
    return typeof tree === 'object' && tree !== null ? tree : {};
  } catch {
    return {};
  }
}
