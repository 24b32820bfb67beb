import { objectRule } from '../object-rule';
import { dataClaimsOf } from '../readers/data-claim';
import { databaseContainersOf } from '../readers/database-container';
import { Severity } from '../severity';

export const claimSharedByServers = objectRule({
  id: 'claim-shared-by-servers',
  title: 'Each server has a volume of its own',
  why: 'A ReadWriteOnce volume is bound to one node, not to one pod: replicas on that node write to the same files, and the database is destroyed. '
    + 'Replicas on other nodes never start.',
  fix: 'Use a StatefulSet with volumeClaimTemplates, which gives each replica a claim of its own, and a way to replicate between them (an operator); or set replicas: 1.',
  source: 'Kubernetes docs, Persistent Volumes, Access Modes (ReadWriteOnce); helm/charts#6343; stategraph/stategraph#526 (PANIC: could not locate a valid checkpoint record)',
  severity: Severity.DATA_LOSS,
  check: (manifest) => {
    const replicas = manifest.kind === 'Pod' ? 1 : manifest.spec?.replicas ?? 1;
    if (!(replicas > 1)) return [];
    return databaseContainersOf(manifest).flatMap((server) => dataClaimsOf(server)
      .map(({ claim, path }) => ({ found: `${replicas} replicas keep their data on the one claim ${claim}`, path })));
  },
});
