import { apiVersionRemoved } from './api-version-removed';
import { applicationUserAdmin } from './application-user-admin';
import { archiveShared } from './archive-shared';
import { backupCronFields } from './backup-cron-fields';
import { backupKeep } from './backup-keep';
import { budgetBlocking } from './budget-blocking';
import { budgetDoubled } from './budget-doubled';
import { certificateUnused } from './certificate-unused';
import { claimSharedByServers } from './claim-shared-by-servers';
import { configNeverRead } from './config-never-read';
import { cpuLimit } from './cpu-limit';
import { deprecatedFields } from './deprecated-fields';
import { enablePodMonitor } from './enable-pod-monitor';
import { imageEndOfLife } from './image-end-of-life';
import { imageFloating } from './image-floating';
import { imageTagMoves } from './image-tag-moves';
import { imageWithdrawn } from './image-withdrawn';
import { inTreeBarman } from './in-tree-barman';
import { initChownWithoutRoot } from './init-chown-without-root';
import { initCopyLost } from './init-copy-lost';
import { initSysctl } from './init-sysctl';
import { livenessBeforeRecovery } from './liveness-before-recovery';
import { memoryAboveLimit } from './memory-above-limit';
import { oneReplicaCalledHa } from './one-replica-called-ha';
import { operatorEndOfLife } from './operator-end-of-life';
import { optionGoing } from './option-going';
import { optionRemoved } from './option-removed';
import { passwordInPlainText } from './password-in-plain-text';
import { passwordInSql } from './password-in-sql';
import { pointInTimeRecovery } from './point-in-time-recovery';
import { probesIdentical } from './probes-identical';
import { recoveryOwnArchive } from './recovery-own-archive';
import { recoveryServerName } from './recovery-server-name';
import { recoveryWindow } from './recovery-window';
import { rollingUpdateOnClaim } from './rolling-update-on-claim';
import { secretInManifest } from './secret-in-manifest';
import { selectorMatchesNothing } from './selector-matches-nothing';
import { selectorMatchesTemplate } from './selector-matches-template';
import { spreadSelectsOthers } from './spread-selects-others';
import { tlsOff } from './tls-off';
import { unknownFields } from './unknown-fields';
import { walVolume } from './wal-volume';
import { ObjectRule } from '../object-rule';

/** Mistakes that a manifest shows by itself, by name. */
export const OBJECT_RULES: readonly ObjectRule[] = [
  apiVersionRemoved,
  applicationUserAdmin,
  archiveShared,
  backupCronFields,
  backupKeep,
  budgetBlocking,
  budgetDoubled,
  certificateUnused,
  claimSharedByServers,
  configNeverRead,
  cpuLimit,
  deprecatedFields,
  enablePodMonitor,
  imageEndOfLife,
  imageFloating,
  imageTagMoves,
  imageWithdrawn,
  inTreeBarman,
  initChownWithoutRoot,
  initCopyLost,
  initSysctl,
  livenessBeforeRecovery,
  memoryAboveLimit,
  oneReplicaCalledHa,
  operatorEndOfLife,
  optionGoing,
  optionRemoved,
  passwordInPlainText,
  passwordInSql,
  pointInTimeRecovery,
  probesIdentical,
  recoveryOwnArchive,
  recoveryServerName,
  recoveryWindow,
  rollingUpdateOnClaim,
  secretInManifest,
  selectorMatchesNothing,
  selectorMatchesTemplate,
  spreadSelectsOthers,
  tlsOff,
  unknownFields,
  walVolume,
];
