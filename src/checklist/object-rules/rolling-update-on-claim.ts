import { objectRule } from '../object-rule';
import { dataClaimsOf } from '../readers/data-claim';
import { databaseContainersOf } from '../readers/database-container';
import { Severity } from '../severity';

export const rollingUpdateOnClaim = objectRule({
  id: 'rolling-update-on-claim',
  title: 'An update stops the old server before the new one starts',
  why: 'A rolling update starts the new pod first: two servers then write to one data directory, which destroys it; '
    + 'where the new pod lands on another node it waits for the volume, and the update never ends.',
  fix: 'Set spec.strategy.type: Recreate, or use a StatefulSet, which does so by itself; accessModes: [ReadWriteOncePod] on the claim keeps a second pod out.',
  source: 'stategraph/stategraph#526 (data lost in a Helm upgrade); helm/charts#6343; Kubernetes docs, Run a Single-Instance Stateful Application',
  severity: Severity.DATA_LOSS,
  check: (manifest, among) => {
    const { replicas = 1, strategy } = manifest.spec ?? {};
    const surge = strategy?.rollingUpdate?.maxSurge;
    // with no pod more than there are replicas, the old one goes first
    if (manifest.kind !== 'Deployment' || replicas !== 1 || strategy?.type === 'Recreate' || surge === 0 || surge === '0%') return [];
    return databaseContainersOf(manifest).flatMap((server) => dataClaimsOf(server)
      .filter(({ claim }) => !among.find('', 'PersistentVolumeClaim', manifest.metadata.namespace ?? 'default', claim)?.spec?.accessModes?.includes('ReadWriteOncePod'))
      .map(({ claim }) => ({ found: `an update runs two servers on claim ${claim} at once: strategy is ${strategy?.type ?? 'RollingUpdate by default'}`, path: ['spec', 'strategy'] })));
  },
});
