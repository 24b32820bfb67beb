import { Labels, selects } from './label-selector';
import { namespaceLabels } from './namespace-labels';
import { coversNodes, NodePlacement } from './node-cover';
import { selecting, SelectingKind } from './selecting';
import { EvidenceFacts } from '../facts';
import { Manifest, Manifests } from '../manifests';
import { Seen, Unseen } from '../unseen';

export interface LogsOf extends NodePlacement {
  readonly namespace: string;
  readonly podLabels: Labels;
  /** Who collects the logs, when no manifest shows it. */
  readonly attested?: string;
}

/** Who collects the logs of the database's pods. */
export function readLogs(among: Manifests, of: LogsOf): Seen<EvidenceFacts> {
  const collector = podLogs(among, of) ?? flow(among, of) ?? nodeCollector(among, of);
  if (collector) {
    const { name, namespace } = collector.metadata;
    return { what: `${collector.kind} ${namespace ? `${namespace}/` : ''}${name}`, attested: false };
  }
  if (of.attested) return { what: of.attested, attested: true };
  return new Unseen(`Nothing in the input collects the logs of the database's pods in namespace ${of.namespace}; `
    + 'add the PodLogs, Flow or DaemonSet that does, or attest who collects them.');
}

/** Without selectors they cover every pod of every namespace (reconciler of loki.source.podlogs, Grafana Alloy). */
const POD_LOGS: SelectingKind = {
  group: 'monitoring.grafana.com',
  kind: 'PodLogs',
  selectorOf: ({ spec }) => spec?.namespaceSelector ?? {},
  namespacesOf: () => undefined,
};

function podLogs(among: Manifests, { namespace, podLabels }: LogsOf): Manifest | undefined {
  return selecting(among, POD_LOGS, namespace, namespaceLabels(among, namespace))
    .find(({ spec }) => selects(spec?.selector ?? {}, podLabels));
}

/** Of the Logging operator; a Flow is for its own namespace. */
const FLOWS = 'logging.banzaicloud.io';

function flow(among: Manifests, of: LogsOf): Manifest | undefined {
  return [...among.inNamespace(FLOWS, 'Flow', of.namespace), ...among.ofKind(FLOWS, 'ClusterFlow')].find((each) => takes(each, of));
}

/** The first statement that applies decides: https://kube-logging.dev/docs/configuration/log-routing/. */
function takes({ spec }: Manifest, of: LogsOf): boolean {
  const statements: readonly FlowStatement[] = spec?.match ?? [];
  if (statements.length === 0) return true;
  const deciding = statements.find(({ select, exclude }) => applies(select ?? exclude ?? {}, of));
  return deciding?.select !== undefined;
}

function applies({ namespaces, labels }: FlowMatch, of: LogsOf): boolean {
  return (!namespaces?.length || namespaces.includes(of.namespace)) && selects({ matchLabels: labels }, of.podLabels);
}

interface FlowStatement {
  readonly select?: FlowMatch;
  readonly exclude?: FlowMatch;
}

interface FlowMatch {
  readonly namespaces?: readonly string[];
  readonly labels?: Labels;
}

function nodeCollector(among: Manifests, of: LogsOf): Manifest | undefined {
  return nodeCollectorsIn(among).find(({ spec }) => {
    const { nodeSelector = {}, tolerations = [] } = spec.template.spec;
    return coversNodes({ nodeSelector, tolerations }, of);
  });
}

const known = new WeakMap<Manifests, Manifest[]>();

/** DaemonSets that read the files which the container runtime writes. */
function nodeCollectorsIn(among: Manifests): Manifest[] {
  let collectors = known.get(among);
  if (!collectors) known.set(among, collectors = among.ofKind('apps', 'DaemonSet').filter(readsLogFiles));
  return collectors;
}

function readsLogFiles(daemonSet: Manifest): boolean {
  const { volumes = [], containers = [] } = daemonSet.spec?.template?.spec ?? {};
  return volumes.some((volume: any) => /^\/var\/log(\/(pods|containers))?\/?$/.test(volume.hostPath?.path ?? '')
    && containers.some((container: any) => container.volumeMounts?.some((mount: any) => mount.name === volume.name)));
}
