import { PostgresSettings } from './postgres-settings';
import { Attested, Declared } from '../checklist/annotations';
import { Waiver } from '../values/waiver';

/** What the Cluster's annotations say: waivers, the declared workload, and what exists outside the app. */
export function declaredBy(of: PostgresSettings, waivers: readonly Waiver[]): Declared {
  return {
    waivers: waivers.map(({ rule, reason, expires }) => ({ rule, reason, expires })),
    workload: of.workload && {
      dataMebibytes: of.workload.dataMebibytes,
      iops: of.workload.iops,
      throughputMebibytes: of.workload.throughputMebibytes,
      logMebibytesPerDay: of.workload.logMebibytesPerDay,
    },
    objectives: of.objectives && { ...of.objectives },
    restored: restoredFrom(of),
    attested: {
      ...of.platform._attested(of.tablespaces.map(({ storageClass }) => storageClass)), ...operatorNamespace(of), secrets: managedSecrets(of),
    },
  };
}

function restoredFrom({ recovery }: PostgresSettings): Declared['restored'] {
  if (!recovery) return undefined;
  const { settings: { namespace, name, backup } } = recovery.archive;
  return { from: `${namespace}/${name}`, retentionDays: backup.retentionDays };
}

function operatorNamespace(of: PostgresSettings): Attested {
  const namespace = of.platform.network.cloudNativePgNamespace;
  return namespace === 'cnpg-system' ? {} : { operatorNamespace: namespace };
}

function managedSecrets(of: PostgresSettings): Record<string, string> | undefined {
  const managed: Record<string, string> = {};
  for (const { given } of [of.owner, ...of.roles]) if (given?.managedBy !== undefined) managed[given.name] = given.managedBy;
  const store = of.platform.backups?.credentials;
  if (store?.managedBy !== undefined) managed[store.secretName!] = store.managedBy;
  return Object.keys(managed).length > 0 ? managed : undefined;
}
