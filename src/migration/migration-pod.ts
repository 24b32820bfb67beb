import { MigrationSettings } from './migration-settings';
import { Manifest } from '../checklist/manifests';
import { MigrationClients, MigrationScratch, MigrationSide } from '../contracts/migration-side';
import { accountVolume, ACCOUNT_DIRECTORY } from '../parts/account-volume';
import { fixedConfigMap } from '../parts/job';
import { NODE_IMAGE } from '../parts/node-image';
import { programsWithImports } from '../parts/program';
import { RESTRICTED_CONTAINER, restrictedPod } from '../parts/restricted';

const DIRECTORY = '/migration';
const EXCHANGE = '/exchange';
const SETTINGS = 'settings.json';
/** Time to undo what would stop writes for good, when a node is drained: an estimate. */
const GRACE_SECONDS = 180;

/** Name of the state, of the Lease and of most that belongs to a migration. */
export function migrationName(name: string): string {
  return `${name}-migration`;
}

/** Labels of all pods that migrate. */
export function migratorLabels(name: string): Record<string, string> {
  return { 'cdk8s-databases.io/migrates': name };
}

/** A program of a migration, and what it has to know. */
export interface MigrationProgram {
  /** Name of the ConfigMap without its hash. */
  readonly name: string;
  readonly files: readonly string[];
  readonly settings: object;
}

/** The programs of a pod in one flat folder, with their settings. */
export function programMap({ namespace }: MigrationSettings, { name, files, settings }: MigrationProgram): Manifest {
  return fixedConfigMap(name, namespace, { ...programsWithImports(...files), [SETTINGS]: `${JSON.stringify(settings, undefined, 1)}\n` });
}

export interface MigrationPod {
  /** ConfigMap with the programs. */
  readonly map: string;
  /** The container that runs `program`, and what it has besides. */
  readonly container: { readonly name: string; readonly [field: string]: unknown };
  readonly program: string;
  readonly account: string;
  readonly side: MigrationSide;
}

/** A pod with Node.js, which has no client of a database, beside a container that has them: client-shell.sh. Only the first one has a token. */
export function migrationPod({ map, container, program, account, side: { clients } }: MigrationPod): object {
  const { scratch } = clients;
  const mount = (name: string, mountPath: string) => ({ name, mountPath, readOnly: true });
  const exchange = { name: 'exchange', mountPath: EXCHANGE };
  return {
    serviceAccountName: account,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: GRACE_SECONDS,
    securityContext: restrictedPod(clients.user),
    initContainers: [{
      name: 'clients',
      image: clients.image,
      // it ends after the other one, which may still have to undo something
      restartPolicy: 'Always',
      command: ['bash', `${DIRECTORY}/client-shell.sh`, EXCHANGE, DIRECTORY],
      env: environment(clients),
      // pg_dump holds all that a schema has; an estimate
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: clients.memory ?? '1Gi' } },
      securityContext: RESTRICTED_CONTAINER,
      volumeMounts: [mount('programs', DIRECTORY), exchange, ...clients.volumes.map(({ name, mountPath }) => mount(name, mountPath)), ...(scratch ? [{ name: 'scratch', mountPath: scratch.mountPath }] : [])],
    }],
    containers: [{
      image: NODE_IMAGE,
      command: ['node', `${DIRECTORY}/${program}`, `${DIRECTORY}/${SETTINGS}`, EXCHANGE],
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
      securityContext: RESTRICTED_CONTAINER,
      volumeMounts: [mount('programs', DIRECTORY), exchange, mount('account', ACCOUNT_DIRECTORY)],
      ...container,
    }],
    volumes: [
      { name: 'programs', configMap: { name: map } },
      { name: 'exchange', emptyDir: { sizeLimit: '512Mi' } },
      ...clients.volumes.map(({ name, secret }) => ({ name, secret })),
      ...(scratch ? [scratchVolume(scratch)] : []),
      accountVolume(),
    ],
  };
}

/** Made with the pod, and deleted with it. */
function scratchVolume({ storageClass, mebibytes }: MigrationScratch): object {
  const spec = { accessModes: ['ReadWriteOnce'], storageClassName: storageClass, resources: { requests: { storage: `${mebibytes}Mi` } } };
  return { name: 'scratch', ephemeral: { volumeClaimTemplate: { spec } } };
}

function environment({ env }: MigrationClients): object[] {
  return Object.entries({ TMPDIR: EXCHANGE, ...env }).map(([name, value]) => ({ name, value }));
}
