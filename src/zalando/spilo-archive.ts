import { SpiloEnvironment } from './spilo-environment';
import { StoreFacts } from '../checklist/facts';
import { Field } from '../checklist/field';
import { Manifest } from '../checklist/manifests';
import { archiveLoss } from '../checklist/readers/archive-command';
import { isRecord, listIn } from '../checklist/readers/pod-template';
import { liesIn } from '../checklist/readers/preparation';
import { isSeen, Seen } from '../checklist/unseen';

/** What a manifest's parameters make of Spilo's archive. */
export interface ToldArchive {
  /** Why it keeps nothing, in words. */
  readonly problem?: string;
  readonly at: Field;
  /** Where it goes instead of where Spilo's variables say. */
  readonly store?: { readonly name: string; readonly store: Seen<StoreFacts> };
}

/** Spilo's own (Dockerfile, PGHOME and PGROOT, Spilo 4.1); the operator mounts the volume at the first. */
const DATA_VOLUME = '/home/postgres/pgdata';
const DATA_DIRECTORY = `${DATA_VOLUME}/pgroot/data`;

/**
 * The operator hands archive_mode to Patroni's configuration of the cluster and archive_command to the server's own, and both win over Spilo's
 * (isBootstrapOnlyParameter, pkg/cluster/k8sres.go, postgres-operator 2.0.1; deep_update, configure_spilo.py, Spilo 4.1).
 */
export function toldArchive(database: Manifest, spec: any, environment: SpiloEnvironment): ToldArchive | undefined {
  const parameters = spec.postgresql?.parameters ?? {};
  const at = (name: string): Field => ({ of: database, path: ['spec', 'postgresql', 'parameters', name] });
  const mode: string | undefined = parameters.archive_mode;
  if (mode !== undefined && /^(off|false|no|0)$/i.test(mode.trim())) return { at: at('archive_mode'), problem: `archive_mode is "${mode}" in spec.postgresql.parameters` };
  const command: string | undefined = parameters.archive_command;
  if (command === undefined) return undefined;
  const field = at('archive_command');
  const loss = archiveLoss(command, {
    dataDirectory: environment.variables.get('PGDATA') ?? DATA_DIRECTORY,
    valueOf: (name) => environment.variables.get(name),
    scriptAt: () => undefined,
    lossAt: (path) => lossAt(path, spec),
  });
  if (typeof loss === 'string') return { at: field, problem: loss };
  const name = 'archive_command';
  if (!isSeen(loss)) return { at: field, store: { name, store: loss } };
  // Spilo's own tools go where its variables say
  return /\bwal-[eg]\b|\$?\bWALE_/.test(command) ? undefined : { at: field, store: { name, store: { name, path: name } } };
}

function lossAt(path: string, { additionalVolumes }: any): string | undefined {
  const volumes = listIn(additionalVolumes).filter(isRecord).filter(({ mountPath, targetContainers }) => typeof mountPath === 'string' && liesIn(path, mountPath)
    && (listIn(targetContainers).length === 0 || listIn(targetContainers).some((each) => ['postgres', 'all'].includes(each))));
  const [volume] = volumes.sort((a, b) => b.mountPath.length - a.mountPath.length);
  const isOnData = liesIn(path, DATA_VOLUME) && (!volume || liesIn(DATA_VOLUME, volume.mountPath));
  if (isOnData) return 'which lies on the data\'s own volume: it is lost with the data';
  if (!volume) return 'where no volume is mounted: it goes with the container';
  const type = ['emptyDir', 'hostPath'].find((each) => volume.volumeSource?.[each] !== undefined);
  return type === undefined ? undefined : `which is ${type} "${volume.name}": it goes with the ${type === 'emptyDir' ? 'pod' : 'node'}`;
}
