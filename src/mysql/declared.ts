import { MySqlSettings } from './mysql-settings';
import { customUserSecretName } from './pxc-names';
import { Declared } from '../checklist/annotations';
import { NOT_FOR_PRODUCTION } from '../checklist/waivers';
import { declared } from '../platform/declared';
import { OPERATOR_NAMESPACES } from '../values/cluster-network';
import { SecretRef } from '../values/secret-ref';
import { Waiver } from '../values/waiver';

/** What the annotations of the operator's object say. */
export function declaredBy(of: MySqlSettings, waivers: readonly Waiver[]): Declared {
  const { platform, workload, objectives, users, systemUsers } = of;
  const namespace = platform.network.perconaXtraDbClusterNamespace;
  return declared({
    platform,
    waivers: ofSite(of, waivers),
    workload,
    objectives,
    storageClasses: [],
    secrets: [...(systemUsers ? [systemUsers] : []), ...users.flatMap(({ given }) => given ?? []), ...verifiersSecret(of)],
    operatorNamespace: namespace === OPERATOR_NAMESPACES.perconaXtraDbClusterNamespace ? undefined : namespace,
    restored: restoredFrom(of),
  });
}

/** What takes no writes has no failover to rehearse, and no log of its own. The former stays so when it takes over, that day, until the sites are built anew. */
function ofSite({ replica }: MySqlSettings, waivers: readonly Waiver[]): readonly Waiver[] {
  if (!replica || waivers.some(({ rule }) => rule === NOT_FOR_PRODUCTION)) return waivers;
  const own = [
    Waiver.of({ rule: 'failover-drill', reason: 'it is the second site: the failover of the first is rehearsed' }),
    ...(replica.follows ? [Waiver.of({ rule: 'log-archived', reason: 'it is the second site: what is replayed is the log of the first' })] : []),
  ];
  return [...waivers, ...own.filter(({ rule }) => !waivers.some((other) => other.rule === rule))];
}

/** Made up while it runs, for a user that reads, and in no manifest. */
function verifiersSecret({ name, recovery }: MySqlSettings): SecretRef[] {
  return recovery?.verification.enabled ? [SecretRef.of(customUserSecretName(name), { managedBy: 'the operator, for the Job that verifies the restore' })] : [];
}

function restoredFrom({ recovery }: MySqlSettings): Declared['restored'] {
  if (!recovery) return undefined;
  const { settings: { namespace, name, backup } } = recovery.archive;
  return { from: `${namespace}/${name}`, retentionDays: backup.retentionDays };
}
