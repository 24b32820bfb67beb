import { listingContainer, listingEgress, listingPrograms, listingVolumes, LISTING_VERDICTS, RestoreSource, StoreListing } from './store-listing';
import { Manifest } from '../checklist/manifests';
import { Right, ThrownAway } from '../contracts/rehearsal';
import { accountVolume, ACCOUNT_DIRECTORY } from '../parts/account-volume';
import { fixedConfigMap, oneTimeJob } from '../parts/job';
import { networkPolicy, NOBODY, toApiServer, toDns } from '../parts/network-policy';
import { NODE_IMAGE, NODE_USER } from '../parts/node-image';
import { program } from '../parts/program';
import { RESTRICTED_CONTAINER, restrictedPod } from '../parts/restricted';
import { boundRole, roleRules } from '../platform/bound-role';
import { ClusterNetwork } from '../values/cluster-network';

/** A restore by an operator that restores into a database that is there. */
export interface OperatorRestore {
  /** The engine's name: its program is `<engine>-recovery.mjs`. */
  readonly engine: string;
  /** The restored database. */
  readonly name: string;
  readonly namespace: string;
  /** The operator's object that asks for the restore; the program says which backup. */
  readonly restore: ThrownAway;
  /** What the program has to know besides. */
  readonly recovery: object;
  /** What the program may do besides making that object, in the database's namespace. */
  readonly rights: readonly Right[];
  /** Where it learns which backups there are: namespace of the source, and what the program may read there; or its store. */
  readonly source: RestoreSource;
  /** What looks at the restored database; undefined when nothing does. */
  readonly verifier?: RestoreVerifier;
  /** How long restore and verification may take; undefined without a verification. */
  readonly deadlineSeconds?: number;
  readonly network: ClusterNetwork;
}

/** The container that looks at a restored database: it ends as verify-restore.sh does. */
export interface RestoreVerifier {
  /** User that its image runs as. */
  readonly user: number;
  readonly container: {
    readonly name: 'verify';
    readonly env: readonly object[];
    readonly volumeMounts: readonly object[];
    readonly [field: string]: unknown;
  };
  readonly volumes: readonly object[];
  /** To the database. */
  readonly egress: readonly object[];
}

const DIRECTORY = '/restore';
const PROGRAM = 'restore.mjs';
/** Where the program leaves when the restore began, for who verifies. */
const BEGAN = '/restored/began';
const BEGAN_MOUNT = { name: 'restored', mountPath: '/restored' };
/** Where a listing leaves what it found. */
const BACKUPS = '/restored/backups.json';
/** Codes that a second attempt would end with, too; restore.mjs has them. */
const VERDICTS = [20, 21, 22, 24, 27, 28];

/** Labels of the pods that restore and verify a database. */
export function restorerLabels(database: string): Record<string, string> {
  return { 'cdk8s-databases.io/restores': database };
}

/** Name of the Job without its hash, and of what belongs to it. */
export function restorerName(database: string): string {
  return `${database}-restore`;
}

/** Who restores, and what it may. */
export function restoreAccess(of: OperatorRestore): Array<readonly [id: string, manifest: Manifest]> {
  const name = restorerName(of.name);
  const account = { name, namespace: of.namespace };
  const { api, kind } = of.restore;
  const rights: Right[] = [
    { api, kind, verbs: ['create', 'list', 'get'] },
    ...of.rights,
  ];
  const named = (prefix: string, manifests: Manifest[]) => manifests.map((manifest) => [`${prefix}${manifest.kind}`, manifest] as const);
  return [
    ['ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account, automountServiceAccountToken: false }],
    ...named('', boundRole({ name, namespace: of.namespace, rules: roleRules(rights), account })),
    ...(isListing(of.source) ? [] : named('Source', boundRole({
      // two databases that are restored from one namespace
      name: of.source.namespace === of.namespace ? `${name}-source` : `${of.namespace}-${name}`, namespace: of.source.namespace, rules: roleRules(of.source.rights), account,
    }))),
  ];
}

function isListing(source: RestoreSource): source is StoreListing {
  return 'store' in source;
}

/** The program, and what it has to know. */
export function restoreMap({ engine, name, namespace, restore, recovery, source }: OperatorRestore): Manifest {
  const files = [PROGRAM, 'drill.mjs', `${engine}-recovery.mjs`, 'kubernetes.mjs'];
  return fixedConfigMap(restorerName(name), namespace, {
    ...Object.fromEntries(files.map((file) => [file, program(file)])),
    ...(isListing(source) ? listingPrograms(source) : {}),
    'restore.json': JSON.stringify({ engine, name, namespace, restores: [restore], recovery }, undefined, 2),
  });
}

/** Has the operator restore, once, and looks at what came of it. */
export function restoreJob(of: OperatorRestore, map: string): Manifest {
  const { verifier, source } = of;
  const programs = { name: 'restore', mountPath: DIRECTORY, readOnly: true };
  const lister = isListing(source) ? [listingContainer(source, { directory: DIRECTORY, mounts: [programs, BEGAN_MOUNT], file: BACKUPS })] : [];
  const restorer = {
    name: 'restore',
    image: NODE_IMAGE,
    command: ['node', `${DIRECTORY}/${PROGRAM}`, DIRECTORY],
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    securityContext: RESTRICTED_CONTAINER,
    env: [{ name: 'RESTORE_BEGAN', value: BEGAN }, ...(isListing(source) ? [{ name: 'BACKUPS_FILE', value: BACKUPS }] : [])],
    volumeMounts: [programs, { name: 'account', mountPath: ACCOUNT_DIRECTORY, readOnly: true }, BEGAN_MOUNT],
  };
  const verify = verifier && {
    ...verifier.container,
    env: [...verifier.container.env, { name: 'RESTORE_BEGAN', value: BEGAN }],
    volumeMounts: [...verifier.container.volumeMounts, { ...BEGAN_MOUNT, readOnly: true }],
  };
  const verdicts = (containerName: string, values: number[]) => ({ action: 'FailJob', onExitCodes: { containerName, operator: 'In', values } });
  return oneTimeJob({
    name: restorerName(of.name),
    namespace: of.namespace,
    spec: {
      // a pod that is evicted, or whose node is lost, is no verdict: the next one goes on from there
      backoffLimit: 6,
      podFailurePolicy: { rules: [...lister.map(() => verdicts('list', LISTING_VERDICTS)), verdicts('restore', VERDICTS), ...(verifier ? [verdicts('verify', [11, 12, 13, 14, 15])] : [])] },
      ...(of.deadlineSeconds === undefined ? {} : { activeDeadlineSeconds: of.deadlineSeconds }),
      template: {
        metadata: { labels: restorerLabels(of.name) },
        spec: {
          restartPolicy: 'Never',
          serviceAccountName: restorerName(of.name),
          // who verifies gets no token
          automountServiceAccountToken: false,
          securityContext: restrictedPod(verifier?.user ?? NODE_USER),
          ...(verify || lister.length > 0 ? { initContainers: [...lister, ...(verify ? [restorer] : [])] } : {}),
          containers: [verify ?? restorer],
          volumes: [{ name: 'restore', configMap: { name: map } }, accountVolume(), { name: 'restored', emptyDir: {} }, ...(isListing(source) ? listingVolumes(source) : []), ...(verifier?.volumes ?? [])],
        },
      },
    },
  });
}

/** Lets the Job's pods out to the API server, the database and DNS, and to the store that they look into. */
export function restorePolicy(of: OperatorRestore): Manifest {
  return networkPolicy({
    name: restorerName(of.name),
    namespace: of.namespace,
    podSelector: { matchLabels: restorerLabels(of.name) },
    ingress: NOBODY,
    egress: [
      toApiServer(of.network.apiServer),
      ...(isListing(of.source) ? listingEgress(of.source, of.network) : []),
      ...(of.verifier ? [...of.verifier.egress, ...(isListing(of.source) ? [] : [toDns(of.network.nodeLocalDns)])] : []),
    ],
  });
}
