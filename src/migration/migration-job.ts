import { frontSettings } from './migration-front';
import { migrationName, migrationPod, migratorLabels, programMap } from './migration-pod';
import { MigrationSettings } from './migration-settings';
import { Manifest } from '../checklist/manifests';
import { MigrationSide } from '../contracts/migration-side';
import { oneTimeJob } from '../parts/job';
import { MigrationPhase } from '../values/migration-phase';

/** Codes that another attempt would end with, too: CODES of migration-state.mjs. */
const VERDICTS = [20, 21];
/**
 * When a phase is ended that has not ended by itself. Copying and following may take days, and a switch or a return that is cut off would leave the
 * source without writes.
 */
const DEADLINE_SECONDS: Partial<Record<MigrationPhase, number>> = {
  [MigrationPhase.ASSESS]: 3600,
  [MigrationPhase.PREPARE]: 6 * 3600,
  [MigrationPhase.CONFIRM]: 3600,
};

/** What the programs have to know, whatever they do. */
export function sharedSettings(of: MigrationSettings, side: MigrationSide): object {
  const { name, namespace, source: { host, port, database, replicaSet, alsoStopped } } = of;
  return {
    name,
    namespace,
    engine: side.engine,
    method: of.method,
    state: migrationName(name),
    source: { host, port, database, ...(replicaSet === undefined ? {} : { replicaSet }), ...(alsoStopped.length > 0 ? { alsoStopped } : {}) },
    excludedTables: of.excludedTables,
    ...side.settings,
    front: frontSettings(of, side.front),
    wayBack: wayBackSettings(of, side),
    limits: of.limits,
  };
}

/** How the machine reaches the target; null without a way back. */
function wayBackSettings({ wayBack }: MigrationSettings, { front: { service } }: MigrationSide): object | null {
  return wayBack ? { host: wayBack.host, port: wayBack.port ?? service?.port, rootCertificate: wayBack.rootCertificate } : null;
}

/** The programs of the phase. */
export function phaseMap(of: MigrationSettings, side: MigrationSide): Manifest {
  const { phase, attempt, rehearsal } = of;
  const program = side.program ?? `${side.engine}-${phase}.mjs`;
  return programMap(of, {
    name: `${migrationName(of.name)}-${phase}`,
    files: ['migrate.mjs', 'client-shell.sh', program, ...side.programs],
    settings: { ...sharedSettings(of, side), phase, attempt, rehearsal, program },
  });
}

/** Does the phase, once: another content is another Job, and so is another attempt. */
export function phaseJob(of: MigrationSettings, side: MigrationSide, map: string): Manifest {
  const { name, namespace, phase } = of;
  const deadline = DEADLINE_SECONDS[phase];
  const pod = migrationPod({ map, side, account: migrationName(name), program: 'migrate.mjs', container: { name: 'migrate' } });
  return oneTimeJob({
    name: `${migrationName(name)}-${phase}`,
    namespace,
    spec: {
      // a server that does not answer, an eviction, a lost node: the next pod takes the phase up again
      backoffLimit: 6,
      podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'migrate', operator: 'In', values: VERDICTS } }] },
      ...(deadline === undefined ? {} : { activeDeadlineSeconds: deadline }),
      template: { metadata: { labels: migratorLabels(name) }, spec: { restartPolicy: 'Never', ...pod } },
    },
  });
}
