import { basename } from 'path';
import { loadYaml, YamlFault } from './kubectl-yaml';
import { FiledManifest, UnreadFile, unreadFile } from './read-files';
import { readText } from './read-text';
import { Unreadable, wordless } from './unreadable';
import { YamlTree } from './yaml-tree';
import { Field } from '../checklist/field';
import { Manifest } from '../checklist/manifests';
import { listed } from '../checklist/wording';

/** One entry of a waivers file, as schemas/waivers.schema.json says. */
export interface FiledWaiver {
  readonly rule: string;
  readonly reason: string;
  /** Last day as YYYY-MM-DD. */
  readonly expires?: string;
  /** Of the object that does not follow the rule. */
  readonly name: string;
  /** Without it, an object in any namespace. */
  readonly namespace?: string;
  /** Without it, an object of any kind. */
  readonly kind?: string;
  readonly at: Field;
}

export interface WaiversFile {
  readonly waivers: readonly FiledWaiver[];
  /** The file as an object that a report can speak of. */
  readonly filed: readonly FiledManifest[];
  /** The file, when it is no list of waivers. */
  readonly unread: readonly UnreadFile[];
}

export const NO_WAIVERS: WaiversFile = { waivers: [], filed: [], unread: [] };

const REQUIRED = ['rule', 'reason', 'name'];
const OPTIONAL = ['expires', 'namespace', 'kind'];

export function readWaivers(path: string): WaiversFile {
  try {
    const text = readText(path);
    const manifest: Manifest = { apiVersion: 'cdk8s-databases.io/v1', kind: 'Waivers', metadata: { name: basename(path) } };
    const place = { file: path, text: () => text, linesBefore: 0, index: 0, path: [] };
    const waivers = waiversIn(text).map((waiver, i) => ({ ...waiver, at: { of: manifest, path: [i] } }));
    return { waivers, filed: [{ manifest, place }], unread: [] };
  } catch (error) {
    return { ...NO_WAIVERS, unread: [unreadFile({ path, named: true }, error)] };
  }
}

function waiversIn(text: string): Array<Omit<FiledWaiver, 'at'>> {
  const [value, ...more] = documentsIn(text);
  if (more.length > 0) throw new Unreadable(`waivers must be one list, got ${more.length + 1} documents; remove the "---"`);
  if (!Array.isArray(value)) throw new Unreadable(`waivers must be a list, got ${typeName(value)}; begin each with "- rule: "`, 1);
  value.forEach((entry, i) => {
    const fault = faultOf(entry);
    if (fault) throw new Unreadable(`[${i}]${fault.words}`, new YamlTree(text, 0).positionOf([i, ...fault.path]).line);
  });
  return value;
}

function documentsIn(text: string): unknown[] {
  try {
    return loadYaml(text, { lastKeyCounts: false });
  } catch (error) {
    const { reason, mark } = error as YamlFault;
    throw new Unreadable(wordless(reason), mark && mark.line + 1);
  }
}

interface Fault {
  readonly words: string;
  /** From the entry to what is wrong. */
  readonly path: readonly string[];
}

function faultOf(entry: any): Fault | undefined {
  if (typeName(entry) !== 'a mapping') return { words: ` must be a mapping, got ${typeName(entry)}; give it ${listed(REQUIRED)}`, path: [] };
  const known = [...REQUIRED, ...OPTIONAL];
  const unknown = Object.keys(entry).find((field) => !known.includes(field));
  if (unknown !== undefined) return { words: ` must have no other fields than ${listed(known)}, got ${JSON.stringify(unknown)}; correct it`, path: [unknown] };
  const wrong = [...REQUIRED, ...OPTIONAL.filter((field) => field in entry)].find((field) => typeof entry[field] !== 'string');
  if (wrong === undefined) return undefined;
  const remedy = entry[wrong] === undefined ? 'add it' : 'write it in quotes';
  return { words: `.${wrong} must be a string, got ${typeName(entry[wrong])}; ${remedy}`, path: [wrong] };
}

function typeName(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`;
}
