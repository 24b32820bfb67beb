/** What of js-yaml is used here; it comes without types. */
interface JsYaml {
  readonly Type: new (tag: string, options: object) => object;
  readonly FAILSAFE_SCHEMA: { extend(types: { implicit: readonly object[]; explicit: readonly object[] }): object };
  readonly types: Readonly<Record<'null' | 'merge', object>>;
  loadAll(text: string, iterator: null, options: object): unknown[];
}

/** What js-yaml throws. */
export interface YamlFault {
  readonly reason: string;
  /** Line counted from 0. */
  readonly mark?: { readonly line: number };
}

export interface LoadOptions {
  /** Whether the last of two equal keys counts; otherwise they are a fault. */
  readonly lastKeyCounts: boolean;
}

/** No API of Kubernetes nests half as deep, and it keeps recursion off the stack's end. */
export const DEEPEST = 500;

let loader: ((text: string, options: LoadOptions) => unknown[]) | undefined;

/**
 * The documents of a YAML text with the values that kubectl reads: those of sigs.k8s.io/yaml 1.6 (go.yaml.in/yaml/v2, resolve.go),
 * which is YAML 1.1 with `yes` and `off` as booleans and `0644` as octal, but without times and sixties.
 * By js-yaml 4, because it reads 9.0 MB of manifests in a second where yaml 2.9, which knows positions, reads 1.2 and js-yaml 5 reads 2.4.
 */
export function loadYaml(text: string, options: LoadOptions): unknown[] {
  loader ??= createLoader();
  return loader(text, options);
}

function createLoader(): (text: string, options: LoadOptions) => unknown[] {
  // loaded only here, because what imports this file may never read one
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml: JsYaml = require('js-yaml');
  const scalar = (tag: string, valueOf: (text: string) => unknown) => new yaml.Type(`tag:yaml.org,2002:${tag}`, {
    kind: 'scalar',
    resolve: (text: string | null) => text !== null && valueOf(text) !== undefined,
    construct: valueOf,
  });
  // any other tag leaves the value as it is, as `!Ref` of CloudFormation, which lies in the same directories
  const others = ['!', 'tag:'].flatMap((tag) => ['scalar', 'sequence', 'mapping'].map((kind) => new yaml.Type(tag, { kind, multi: true })));
  const schema = yaml.FAILSAFE_SCHEMA.extend({
    implicit: [yaml.types.null, scalar('bool', booleanOf), scalar('int', integerOf), scalar('float', floatOf), yaml.types.merge],
    explicit: others,
  });
  return (text, { lastKeyCounts }) => yaml.loadAll(text, null, { schema, json: lastKeyCounts, maxDepth: DEEPEST });
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);

const LONGEST_BOOLEAN = 5;

function booleanOf(text: string): boolean | undefined {
  return text.length > LONGEST_BOOLEAN ? undefined : BOOLEANS.get(text);
}

function integerOf(text: string): number | undefined {
  if (!mayBeNumber(text)) return undefined;
  const [, sign, digits] = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/.exec(text.replace(/_/g, '')) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits.replace(/^0(?=[0-7])/, '0o'));
  return sign === '-' ? -number : number;
}

function floatOf(text: string): number | undefined {
  if (!mayBeNumber(text)) return undefined;
  const [, sign, infinite] = /^([-+]?)\.(inf|Inf|INF)$/.exec(text) ?? [];
  if (infinite !== undefined) return sign === '-' ? -Infinity : Infinity;
  if (/^\.(nan|NaN|NAN)$/.test(text)) return NaN;
  const plain = text.replace(/_/g, '');
  return /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(plain) ? Number(plain) : undefined;
}

/** Most words are none; looking at the first letter is a tenth of the work. */
function mayBeNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
}
