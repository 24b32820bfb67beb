import { dataClaimsOf, dataMountsOf } from './data-claim';
import { daemonServersOf, DatabaseContainer, databaseContainersOf, startsServer } from './database-container';
import { listIn } from './pod-template';
import { Manifest, Manifests } from '../manifests';

/** A workload whose server keeps its data on a claim. */
interface ClaimHolder {
  readonly manifest: Manifest;
  /** MariaDB and MySQL write the same files. */
  readonly engine: string;
  readonly place: string;
}

const known = new WeakMap<Manifests, Map<string, ClaimHolder[]>>();

/** Other workloads whose servers of the same engine write to the same directory of a claim. */
export function othersOnClaim(manifest: Manifest, claim: string, among: Manifests): Manifest[] {
  let holders = known.get(among);
  if (!holders) known.set(among, holders = readHolders(among));
  const all = holders.get(keyOf(manifest, claim)) ?? [];
  const own = all.filter((holder) => isSame(holder.manifest, manifest));
  return all.filter((other) => !isSame(other.manifest, manifest)
    && own.some(({ engine, place }) => engine === other.engine && place === other.place)).map((other) => other.manifest);
}

function readHolders(among: Manifests): Map<string, ClaimHolder[]> {
  const holders = new Map<string, ClaimHolder[]>();
  for (const manifest of among.all.filter(runs)) {
    for (const server of [...databaseContainersOf(manifest).filter(startsServer), ...daemonServersOf(manifest)]) {
      const engine = server.image.engine === 'mariadb' ? 'mysql' : server.image.engine;
      for (const { claim, place } of [...dataClaimsOf(server), ...templateClaimsOf(manifest, server)]) {
        const key = keyOf(manifest, claim);
        holders.set(key, [...holders.get(key) ?? [], { manifest, engine, place }]);
      }
    }
  }
  return holders;
}

/** Whether it runs beside all others: no hook of a chart, nothing that another object made, and nothing that is scaled down. */
function runs({ metadata, spec }: Manifest): boolean {
  const { ownerReferences, annotations }: any = metadata ?? {};
  return listIn(ownerReferences).length === 0 && annotations?.['helm.sh/hook'] === undefined && spec?.replicas !== 0;
}

/** The claims that a StatefulSet makes for its pods (Kubernetes docs, StatefulSets, Stable Storage). */
function templateClaimsOf({ kind, metadata, spec }: Manifest, server: DatabaseContainer): Array<{ claim: string; place: string }> {
  if (kind !== 'StatefulSet') return [];
  const first = Number(spec?.ordinals?.start ?? 0);
  // so many that a hand could name one of them
  const replicas = Math.min(Number(spec?.replicas ?? 1) || 0, 100);
  const templates = listIn(spec?.volumeClaimTemplates).map((template) => template?.metadata?.name);
  return dataMountsOf(server).filter(({ name }) => templates.includes(name))
    .flatMap(({ name, place }) => Array.from({ length: replicas }, (_, i) => ({ claim: `${name}-${metadata.name}-${first + i}`, place })));
}

/** One object that is written down twice is one. */
function isSame(a: Manifest, b: Manifest): boolean {
  return a.kind === b.kind && a.metadata.name === b.metadata.name;
}

function keyOf({ metadata: { namespace = 'default' } }: Manifest, claim: string): string {
  return `${namespace}/${claim}`;
}
