import { flawOf } from './flaw';
import { loadYaml, YamlFault } from './kubectl-yaml';
import { lineEnds } from './line-ends';
import { template, Unreadable, wordless } from './unreadable';

/** One document of a file, and where it stands. */
export interface Document {
  readonly value: any;
  /** The part of the file that holds it. */
  readonly text: string;
  /** Offset of that part in the file. */
  readonly start: number;
  /** Lines of the file before that part. */
  readonly linesBefore: number;
  /** Which of the part's documents it is, counted from 0: a part has several only where kubectl reads the first alone. */
  readonly index: number;
}

export interface Documents {
  readonly documents: readonly Document[];
  /** Lines, counted from 1, where a mapping has a key for the second time. */
  readonly repeatedKeys: readonly number[];
  /** Of the documents that cannot be read; the others are. */
  readonly faults: readonly Unreadable[];
}

type Part = Pick<Document, 'text' | 'start' | 'linesBefore'>;

/** The documents of a YAML or JSON text, as kubectl reads them. Throws `Unreadable`. */
export function documentsOf(text: string): Documents {
  const json = jsonDocuments(text);
  if (json) return { documents: json.map(sound), repeatedKeys: [], faults: [] };
  const repeatedKeys: number[] = [];
  const faults: Unreadable[] = [];
  const documents = parts(text, '---').flatMap((part) => {
    try {
      return yamlDocuments(part, repeatedKeys).map(sound);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      faults.push(error);
      return [];
    }
  });
  return { documents, repeatedKeys, faults };
}

/** One value, or one after the other, as `kubectl get -o json` and jq write them; undefined when it is something else. */
function jsonDocuments(text: string): Document[] | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  return parsed([{ text, start: 0, linesBefore: 0 }]) ?? parsed(parts(text, '{'));
}

function parsed(of: readonly Part[]): Document[] | undefined {
  try {
    return of.map((part) => ({ ...part, value: JSON.parse(part.text), index: 0 }));
  } catch {
    return undefined;
  }
}

function yamlDocuments(part: Part, repeatedKeys: number[], lastKeyCounts = false): Document[] {
  try {
    return loadYaml(part.text, { lastKeyCounts }).map((value, index) => ({ ...part, value, index }));
  } catch (error) {
    const { reason, mark } = error as YamlFault;
    const line = mark && part.linesBefore + mark.line + 1;
    if (reason === 'duplicated mapping key') {
      repeatedKeys.push(line!);
      return yamlDocuments(part, repeatedKeys, true);
    }
    if (looksLikeTemplate(part.text)) throw template(line);
    if (isJsonWithComments(part.text)) throw new Unreadable('JSON with comments, which kubectl does not read', line, true);
    throw new Unreadable(wordless(reason ?? `${error}`), line);
  }
}

function sound(document: Document): Document {
  const flaw = flawOf(document);
  if (flaw) throw flaw;
  return document;
}

/** Cuts a text before each line that begins with these characters, as kubectl does (YAMLReader in k8s.io/apimachinery 0.36, pkg/util/yaml/decoder.go). */
function parts(text: string, beginning: '---' | '{'): Part[] {
  const found: Part[] = [];
  let start = 0;
  let linesBefore = 0;
  const add = (end: number) => {
    const part = text.slice(start, end);
    found.push({ text: part, start, linesBefore });
    linesBefore += lineEnds(part);
    start = end;
  };
  for (let at = text.indexOf(`\n${beginning}`); at >= 0; at = text.indexOf(`\n${beginning}`, at + 1)) {
    const next = text.charAt(at + 1 + beginning.length);
    const separates = beginning === '{' || next.trim() === '';
    if (separates && !isPreamble(text, start, at)) add(at + 1);
  }
  add(text.length);
  return found;
}

/** Directives, as `%YAML 1.2`, belong to the document after them. */
function isPreamble(text: string, start: number, end: number): boolean {
  return text.charAt(start) === '%' && text.slice(start, end).split('\n').every((line) => /^[%#]|^\s*$/.test(line));
}

/** Settings of compilers and editors. */
function isJsonWithComments(text: string): boolean {
  if (!/^\s*([{[]|\/[/*])/.test(text)) return false;
  const string = '"(?:[^"\\\\]|\\\\.)*"';
  const plain = text
    .replace(new RegExp(`(${string})|//.*|/\\*[^]*?\\*/`, 'g'), (_, kept = '') => kept)
    .replace(new RegExp(`(${string})|,(?=\\s*[}\\]])`, 'g'), (_, kept = '') => kept);
  return parsed([{ text: plain, start: 0, linesBefore: 0 }]) !== undefined;
}

/**
 * A line that is or begins with an action of Helm, Jinja or ERB, or a value that is one. Templates of alerts, which ConfigMaps hold, are no reason
 * that the YAML around them is broken.
 */
function looksLikeTemplate(text: string): boolean {
  return /^[ \t]*(- +)*([^\s:#]+:[ \t]+)?(\{%|<%)/m.test(text)
    || (/^[ \t]*(- +)*([^\s:#]+:[ \t]+)?\{\{/m.test(text) && /\.(Values|Release|Chart|Capabilities|Files|Template)\b|\{\{-?\s*(include|if|range|with)\b/.test(text));
}
