import { PostgresSettings } from './postgres-settings';
import { Declared } from '../checklist/annotations';
import { declared } from '../platform/declared';
import { Waiver } from '../values/waiver';

/** What the Cluster's annotations say. */
export function declaredBy(of: PostgresSettings, waivers: readonly Waiver[]): Declared {
  const { platform, workload, objectives } = of;
  const namespace = platform.network.cloudNativePgNamespace;
  return declared({
    platform,
    waivers,
    workload,
    objectives,
    storageClasses: of.tablespaces.map(({ storageClass }) => storageClass),
    secrets: [of.owner, ...of.roles].flatMap(({ given }) => given ?? []),
    operatorNamespace: namespace === 'cnpg-system' ? undefined : namespace,
    restored: restoredFrom(of),
  });
}

function restoredFrom({ recovery }: PostgresSettings): Declared['restored'] {
  if (!recovery) return undefined;
  const { settings: { namespace, name, backup } } = recovery.archive;
  return { from: `${namespace}/${name}`, retentionDays: backup.retentionDays };
}
