import { DataVolumes } from './data-volumes';
import { DatabaseWorkload } from './database-workload';
import { Manifest, Manifests } from '../checklist/manifests';
import { Labels, selects } from '../checklist/readers/label-selector';
import { containersOf, isRecord, listIn, podTemplateOf } from '../checklist/readers/pod-template';
import { Unseen } from '../checklist/unseen';

/** Whether a Schedule's backups take a namespace; without lists they take all (Velero 1.18 docs, Resource filtering). */
export function isTaken(template: any, namespace: string): boolean {
  const { includedNamespaces, excludedNamespaces } = template ?? {};
  return (listIn(includedNamespaces).length === 0 || isListed(includedNamespaces, namespace)) && !isListed(excludedNamespaces, namespace);
}

/** Names may be patterns (Velero 1.18 docs, Namespace Glob Patterns). */
function isListed(list: unknown, name: string): boolean {
  return listIn(list).some((each) => String(each) === name || (/[*?]/.test(String(each)) && pattern(String(each)).test(name)));
}

function pattern(glob: string): RegExp {
  return new RegExp(`^${glob.replace(/[.+^${}()|\\[\]]/g, '\\$&').replace(/\*+/g, '.*').replace(/\?/g, '.')}$`);
}

const CLAIMS = ['persistentvolumeclaims', 'persistentvolumeclaim', 'pvc'];
const PODS = ['pods', 'pod', 'po'];
const VOLUMES = ['persistentvolumes', 'persistentvolume', 'pv'];

/** Why a Schedule's backups hold no data of a database in a namespace that they take, in words; unseen where something else decides it. */
export function veleroLoss(schedule: Manifest, of: DatabaseWorkload, data: DataVolumes, among: Manifests): string | Unseen | undefined {
  const template = schedule.spec?.template ?? {};
  const pods = resourceLoss(template, PODS) ?? (isSelected(template, of.podLabels) ? undefined : SELECTOR);
  const claims = resourceLoss(template, CLAIMS) ?? (isExcluded(claimLabels(of)) ? `its claims have the label ${EXCLUDE}` : undefined)
    // the claims of a pod come with it, whatever their labels (pkg/backup/actions/pod_action.go, Velero 1.18)
    ?? (pods === undefined || isSelected(template, claimLabels(of)) ? undefined : SELECTOR);
  // its name until Velero 1.10
  const isDefault = template.defaultVolumesToFsBackup ?? template.defaultVolumesToRestic ?? serversDefault(among);
  const left = filesLeftOut(of, data, isDefault === true);
  const byFiles = pods === undefined && left === undefined;
  if (claims !== undefined) {
    // whether files are read of a claim that is left out depends on Velero's version
    return byFiles ? new Unseen(`Whether volumes in Schedule ${schedule.metadata.name} are read although it leaves their claims out (${claims}) depends on Velero's version; take the claims, too.`) : claims;
  }
  const policy = policyOf(schedule, among);
  if (policy !== undefined) return policy;
  if (byFiles) return undefined;
  if (template.snapshotVolumes === false) {
    if (isDefault === undefined && pods === undefined && filesLeftOut(of, data, true) === undefined) {
      return new Unseen(`Whether volumes in Schedule ${schedule.metadata.name} are read without snapshots is said where Velero's server is started (--default-volumes-to-fs-backup); add its Deployment, or say defaultVolumesToFsBackup in the Schedule.`);
    }
    return `snapshotVolumes is false, and ${pods === undefined ? left : `files are not read either: ${pods}`}`;
  }
  const volumes = template.includeClusterResources === false ? 'includeClusterResources is false' : excludedBy(template, VOLUMES);
  return volumes === undefined ? undefined
    : new Unseen(`Snapshots of volumes in Schedule ${schedule.metadata.name} hang on PersistentVolumes, which it leaves out (${volumes}), unless a CSI driver makes them; take them, too, or waive the rule with where that is seen.`);
}

const SELECTOR = 'its labelSelector selects neither its pods nor its claims';
const EXCLUDE = 'velero.io/exclude-from-backup';

function resourceLoss(template: any, names: readonly string[]): string | undefined {
  const excluded = excludedBy(template, names);
  if (excluded !== undefined) return excluded;
  const list = ['includedResources', 'includedNamespaceScopedResources'].find((field) => listIn(template[field]).length > 0);
  return list === undefined || ['*', ...names].some((name) => isIn(template[list], name)) ? undefined : `${list} lacks ${names[0]}`;
}

/** A `*` among those that are left out is ignored (Velero 1.18 docs, Resource filtering, Excludes), but not among scoped ones. */
function excludedBy(template: any, names: readonly string[]): string | undefined {
  const scoped = names === VOLUMES ? 'excludedClusterScopedResources' : 'excludedNamespaceScopedResources';
  const list = ['excludedResources', scoped].find((field) => names.some((name) => isIn(template[field], name)) || (field === scoped && isIn(template[field], '*')));
  return list === undefined ? undefined : `${list} has ${names[0]}`;
}

function isIn(list: unknown, name: string): boolean {
  return listIn(list).some((each) => String(each).toLowerCase() === name);
}

function isSelected({ labelSelector, orLabelSelectors }: any, labels: Labels): boolean {
  if (isExcluded(labels)) return false;
  const others = listIn(orLabelSelectors).filter(isRecord);
  return (!isRecord(labelSelector) || selects(labelSelector, labels)) && (others.length === 0 || others.some((each) => selects(each, labels)));
}

function isExcluded(labels: Labels): boolean {
  return String(labels[EXCLUDE]) === 'true';
}

/** A StatefulSet gives its claims the labels that it selects pods by. */
function claimLabels({ claimTemplates, manifest }: DatabaseWorkload): Labels {
  const own = claimTemplates[0]?.metadata?.labels;
  const selected = claimTemplates.length > 0 ? manifest.spec?.selector?.matchLabels : undefined;
  return { ...(isRecord(own) && own), ...(isRecord(selected) && selected) };
}

/** Why the files of the data's volumes are not read, in words (Velero 1.18 docs, File System Backup, opt-in and opt-out). */
function filesLeftOut({ server, manifest }: DatabaseWorkload, { volumes }: DataVolumes, isDefault: boolean): string | undefined {
  const annotations: any = [...server.template.path, 'metadata', 'annotations'].reduce<any>((of, key) => of?.[key], manifest) ?? {};
  const [name, others] = [isDefault ? 'backup.velero.io/backup-volumes-excludes' : 'backup.velero.io/backup-volumes', volumes.filter(({ holdsData }) => holdsData)];
  const listed = String(annotations[name] ?? '').split(',').map((each) => each.trim());
  const missing = others.find((volume) => listed.includes(volume.name) === isDefault);
  if (!missing) return undefined;
  return isDefault ? `annotation ${name} of its pods leaves volume "${missing.name}" out` : `no annotation ${name} of its pods names volume "${missing.name}"`;
}

/** Of Velero's server, where its Deployment is in the input. */
function serversDefault(among: Manifests): boolean | undefined {
  const servers = among.ofKind('apps', 'Deployment').flatMap((manifest) => {
    const template = podTemplateOf(manifest);
    return template ? containersOf(template) : [];
  }).filter(({ container }) => /(^|\/)velero(:|@|$)/.test(String(container.image)));
  if (servers.length === 0) return undefined;
  return servers.some(({ container }) => [...listIn(container.command), ...listIn(container.args)].some((word) => /^--default-volumes-to-fs-backup(=true)?$/.test(String(word))));
}

/** Volume policies come before all else (Velero 1.18 docs, Resource policies rules). */
function policyOf({ metadata, spec }: Manifest, among: Manifests): Unseen | undefined {
  const name = spec.template?.resourcePolicy?.name;
  if (name === undefined) return undefined;
  const map = among.find('', 'ConfigMap', metadata.namespace, String(name));
  const texts = isRecord(map?.data) ? Object.values(map.data).map(String) : [];
  if (map && !texts.some((text) => /\btype:\s*["']?skip\b/.test(text))) return undefined;
  return new Unseen(map ? `Which volumes in Schedule ${metadata.name} are skipped is said by its volume policies (ConfigMap ${name}), which are not followed; waive the rule with what they take.`
    : `Which volumes in Schedule ${metadata.name} are taken is said by ConfigMap ${metadata.namespace}/${name}, which is not in the input; add it.`);
}
