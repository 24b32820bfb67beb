import { Manifest, Manifests } from '../checklist/manifests';
import { isRecord, listIn } from '../checklist/readers/pod-template';

/** What the operator is told for all its databases: an OperatorConfiguration, or a ConfigMap with the same settings as text. */
export class OperatorConfiguration {
  /** @param unseen why none is known, and what to add */
  constructor(private readonly settings: Readonly<Record<string, unknown>>, public readonly unseen?: string, public readonly namespace = 'default') {}

  public text(name: string): string | undefined {
    const value = this.settings[name];
    return value === undefined || value === null || value === '' || typeof value === 'object' ? undefined : String(value);
  }

  public flag(name: string, otherwise: boolean): boolean {
    const text = this.text(name);
    return text === undefined ? otherwise : /^(1|t|true)$/i.test(text);
  }

  public number(name: string): number | undefined {
    const text = this.text(name);
    return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
  }

  /** A map; in a ConfigMap it is written `key:value,key:value`. */
  public pairs(name: string): Record<string, string> {
    const value = this.settings[name];
    if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]));
    const text = this.text(name) ?? '';
    return Object.fromEntries(text.split(',').filter((pair) => pair.includes(':')).map((pair) => {
      const colon = pair.indexOf(':');
      return [pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()];
    }));
  }

  /** Words; in a ConfigMap they stand with commas between them. */
  public words(name: string): string[] {
    const value = this.settings[name];
    const words = Array.isArray(value) ? value : (this.text(name) ?? '').split(',');
    return words.map((word) => String(word).trim()).filter((word) => word !== '');
  }

  /** Containers; only an OperatorConfiguration can have them. */
  public containers(name: string): any[] {
    return listIn(this.settings[name]).filter(isRecord);
  }

  /** An object's name, with its namespace or without. */
  public reference(name: string): { readonly namespace: string; readonly name: string } | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const [first, second] = text.split('/');
    return second === undefined ? { namespace: this.namespace, name: first } : { namespace: first, name: second };
  }
}

const ADD = 'add the OperatorConfiguration (or the ConfigMap) that Zalando\'s operator reads.';

/** The configuration that a database's operator reads; with several in the input, the one that a Deployment names or that is beside the database. */
export function configurationFor(database: Manifest, among: Manifests): OperatorConfiguration {
  const candidates = candidatesIn(among);
  const named = candidates.filter(({ isNamed }) => isNamed);
  const beside = candidates.filter(({ manifest }) => manifest.metadata.namespace === database.metadata.namespace);
  const one = [candidates, named, beside].find((some) => some.length === 1)?.[0];
  if (one) return new OperatorConfiguration(settingsOf(one.manifest), undefined, one.manifest.metadata.namespace ?? 'default');
  return new OperatorConfiguration({}, candidates.length === 0
    ? `The operator's own configuration decides it and is not in the input; ${ADD}`
    : 'The operator\'s own configuration decides it, and several are in the input; add the operator\'s Deployment, which names one.');
}

interface Candidate {
  readonly manifest: Manifest;
  readonly isNamed: boolean;
}

const known = new WeakMap<Manifests, readonly Candidate[]>();

function candidatesIn(among: Manifests): readonly Candidate[] {
  let found = known.get(among);
  if (!found) {
    const names = namedIn(among);
    const isNamed = ({ kind, metadata }: Manifest) => names.has(`${kind} ${metadata.namespace ?? 'default'}/${metadata.name}`);
    const maps = among.ofKind('', 'ConfigMap').filter((map) => isNamed(map) || isConfiguration(map));
    found = [...among.ofKind('acid.zalan.do', 'OperatorConfiguration'), ...maps].map((manifest) => ({ manifest, isNamed: isNamed(manifest) }));
    known.set(among, found);
  }
  return found;
}

/** Where the operator looks for it: https://postgres-operator.readthedocs.io, Configuration parameters (2.0.1). */
const VARIABLES: Readonly<Record<string, string>> = {
  CONFIG_MAP_NAME: 'ConfigMap', POSTGRES_OPERATOR_CONFIGURATION_OBJECT: 'OperatorConfiguration',
};

function namedIn(among: Manifests): Set<string> {
  return new Set(among.ofKind('apps', 'Deployment').flatMap(({ metadata: { namespace = 'default' }, spec }) => listIn(spec?.template?.spec?.containers)
    .flatMap((container) => listIn(container?.env))
    .flatMap((variable) => (isRecord(variable) && VARIABLES[variable.name] && typeof variable.value === 'string'
      // the name may come with its namespace
      ? [`${VARIABLES[variable.name]} ${variable.value.includes('/') ? variable.value : `${namespace}/${variable.value}`}`] : []))));
}

/** Settings that hardly anything else has. */
const TELLING = ['cluster_name_label', 'pod_role_label', 'super_username', 'replication_username', 'secret_name_template', 'pdb_name_format', 'enable_teams_api'];

function isConfiguration({ data }: Manifest): boolean {
  return isRecord(data) && TELLING.filter((name) => name in data).length > 1;
}

/** Settings have the same names in both, and an OperatorConfiguration's groups are for readers only. */
function settingsOf(manifest: Manifest): Record<string, unknown> {
  if (manifest.kind === 'ConfigMap') return isRecord(manifest.data) ? manifest.data : {};
  const configuration = isRecord(manifest.configuration) ? manifest.configuration : {};
  return Object.assign({ ...configuration }, ...Object.values(configuration).filter(isRecord));
}
