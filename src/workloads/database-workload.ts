import { Engine, engineOf } from './engines';
import { once } from './once';
import { FieldPath } from '../checklist/field';
import { Manifest, Manifests } from '../checklist/manifests';
import { DatabaseContainer } from '../checklist/readers/database-container';
import { mainServerOf } from '../checklist/readers/main-server';
import { isRecord, listIn } from '../checklist/readers/pod-template';
import { sortOf } from '../checklist/readers/shape';

/** A workload that runs a database server, and that no operator made. */
export interface DatabaseWorkload {
  readonly manifest: Manifest;
  readonly name: string;
  readonly namespace: string;
  readonly engine: Engine;
  readonly server: DatabaseContainer;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly podSpec: any;
  /** Path to the pods' spec. */
  readonly specPath: FieldPath;
  readonly replicas: number;
  readonly claimTemplates: readonly any[];
}

/** Whether an object is a database; it never throws. */
export function isDatabaseWorkload(manifest: Manifest): boolean {
  return serverOf(manifest) !== undefined;
}

const made = new WeakMap<Manifest, DatabaseWorkload>();

/** Throws on a spec that the API server would refuse and that makes the database unreadable. */
export function databaseWorkload(manifest: Manifest): DatabaseWorkload {
  let workload = made.get(manifest);
  if (!workload) made.set(manifest, workload = makeWorkload(manifest, serverOf(manifest)!));
  return workload;
}

function makeWorkload(manifest: Manifest, server: DatabaseContainer): DatabaseWorkload {
  const { template: { path, spec, labels } } = server;
  for (const field of ['containers', 'initContainers', 'volumes', 'tolerations', 'topologySpreadConstraints']) {
    requireList([...path, 'spec', field].join('.'), spec[field]);
  }
  for (const field of ['env', 'envFrom', 'volumeMounts', 'ports']) {
    requireList(`${field} of container ${server.container.name}`, server.container[field]);
  }
  const templates = manifest.spec?.volumeClaimTemplates;
  requireList('spec.volumeClaimTemplates', templates);
  return {
    manifest,
    name: manifest.metadata.name,
    namespace: manifest.metadata.namespace ?? 'default',
    engine: engineOf(server.image.engine),
    server,
    podLabels: labels,
    podSpec: spec,
    specPath: [...path, 'spec'],
    replicas: replicasOf(manifest),
    claimTemplates: listIn(templates),
  };
}

/** Every database of the input that no operator made and that can be read. */
export function databaseWorkloadsIn(among: Manifests): readonly DatabaseWorkload[] {
  return workloads(among, undefined);
}

const workloads = once((among): readonly DatabaseWorkload[] => among.all.flatMap(readable));

function readable(manifest: Manifest): DatabaseWorkload[] {
  try {
    return isDatabaseWorkload(manifest) ? [databaseWorkload(manifest)] : [];
  } catch {
    // told where it is read as a database of its own
    return [];
  }
}

function serverOf(manifest: Manifest): DatabaseContainer | undefined {
  const { ownerReferences, annotations }: any = manifest.metadata;
  // another object's, which is judged itself; or a Helm test, which ends
  if (listIn(ownerReferences).length > 0 || annotations?.['helm.sh/hook'] !== undefined) return undefined;
  return mainServerOf(manifest);
}

function replicasOf({ kind, spec }: Manifest): number {
  const replicas = kind === 'Pod' ? 1 : spec?.replicas ?? 1;
  if (Number.isInteger(replicas) && replicas >= 0) return replicas;
  throw new Error(`spec.replicas must be a whole number, got ${sortOf(replicas)}; correct the manifest`);
}

function requireList(field: string, value: unknown): void {
  if (value === undefined || value === null || (Array.isArray(value) && value.every(isRecord))) return;
  throw new Error(`${field} must be a list of objects, got ${sortOf(value)}; correct the manifest`);
}
