import { isLogEncrypted } from './pxc-backup-facts';

/** What is left open on purpose or by oversight, and is no rule's. */
export function remarksOf({ upgradeOptions, pxc, backup }: any): string[] {
  const { apply } = upgradeOptions ?? {};
  const channels: any[] = (pxc?.replicationChannels ?? []).filter(({ isSource }: any) => isSource !== true);
  const unverified = Object.entries<any>(backup?.storages ?? {}).filter(([, { verifyTLS }]) => verifyTLS === false).map(([name]) => name);
  const log: string | undefined = backup?.pitr?.enabled === true ? backup.pitr.storageName : undefined;
  return [
    // versionUpgradeEnabled in pkg/controller/pxc/version.go, 1.20
    ...(apply === undefined || apply === '' || /^(never|disabled)$/i.test(apply) ? []
      : [`the operator changes the version by itself (spec.upgradeOptions.apply: ${apply}), and the manifest does not show which one runs`]),
    ...(pxc?.autoRecovery === false ? ['when all instances have crashed, it stays down until somebody starts it (spec.pxc.autoRecovery: false)'] : []),
    ...channels.map(({ name = '' }) => `it follows another site by the channel "${name}" (spec.pxc.replicationChannels), and takes no writes of its own`),
    // StartReplication in pkg/pxc/queries/queries.go, 1.20
    ...channels.filter(({ configuration }) => configuration?.ssl !== true || configuration.sslSkipVerify === true)
      .map(({ name = '' }) => `who stands in for the source of channel "${name}" gives it any data: no certificate is checked (configuration.ssl and sslSkipVerify)`),
    ...unverified.map((name) => `who stands in for the object store gets backups and key: storage "${name}" checks no certificate (verifyTLS: false)`),
    ...(log === undefined || isLogEncrypted(backup.storages?.[log] ?? {}) ? []
      : [`the binary log goes to storage "${log}" unencrypted: its collector speaks TLS only where endpointUrl says https`]),
  ];
}
