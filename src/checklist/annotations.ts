import { WaiverFacts, WorkloadFacts } from './facts';
import { Field, FieldPath } from './field';
import { Manifest } from './manifests';
import { ObjectiveFacts } from './objective-facts';

const PREFIX = 'cdk8s-databases.io';
const PARTS = ['waivers', 'workload', 'objectives', 'attested', 'restored'] as const;

/** Where a database says what is promised of it. */
export const OBJECTIVES_PATH: FieldPath = ['metadata', 'annotations', `${PREFIX}/objectives`];

/** What a database's primary object says about itself that no field of its operator can hold. */
export interface Declared {
  readonly waivers?: readonly WaiverFacts[];
  readonly workload?: WorkloadFacts;
  /** What is promised for the day that it has to be restored. */
  readonly objectives?: ObjectiveFacts;
  /** What exists outside the input and somebody vouches for. */
  readonly attested?: Attested;
  /** What it was restored from, and how many days the archive there keeps. */
  readonly restored?: { readonly from: string; readonly retentionDays: number };
}

export interface Attested {
  /** By name, what DatabaseStorageClass.existing attests. */
  readonly storageClasses?: ReadonlyArray<{ readonly name: string; readonly [fact: string]: unknown }>;
  /** By the Secret's name, who manages it. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Namespace of the database's operator, where it is not the release manifest's. */
  readonly operatorNamespace?: string;
  /** Labels that Prometheus selects monitors and rules by. */
  readonly prometheus?: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  /** Who collects the logs. */
  readonly logs?: string;
  /** Who tunes the nodes, and how. */
  readonly kernel?: { readonly by: string; readonly sysctls: Readonly<Record<string, string>> };
  /** Who runs the operators, and how. */
  readonly operators?: string;
}

/** Written as one annotation for each part, so that a reader of the YAML sees what is waived and vouched for. */
export function declarationAnnotations(declared: Declared): Record<string, string> {
  const annotations: Record<string, string> = {};
  for (const part of PARTS) {
    const value = declared[part];
    const empty = value === undefined || (Array.isArray(value) ? value.length === 0 : Object.values(value).every((v) => v === undefined));
    if (!empty) annotations[`${PREFIX}/${part}`] = JSON.stringify(value);
  }
  return annotations;
}

/** An annotation that is not what `declarationAnnotations` writes. */
export class WrongAnnotation extends Error {
  constructor(
    message: string,
    /** Where it stands. */
    public readonly path: FieldPath,
  ) {
    super(message);
  }
}

/** The inverse of `declarationAnnotations`; waivers say where they stand. Throws `WrongAnnotation` where one is no JSON of its shape. */
export function readDeclared(manifest: Manifest): Declared {
  const annotations = manifest.metadata.annotations ?? {};
  const declared: Record<string, any> = {};
  for (const part of PARTS) {
    const text = annotations[`${PREFIX}/${part}`];
    if (text === undefined) continue;
    const value = parsed(text);
    requireShape(part, value, text);
    declared[part] = value;
  }
  const at: Field = { of: manifest, path: pathOf('waivers') };
  return { ...declared, ...(declared.waivers && { waivers: declared.waivers.map((waiver: WaiverFacts) => ({ ...waiver, at })) }) };
}

function pathOf(part: string): FieldPath {
  return ['metadata', 'annotations', `${PREFIX}/${part}`];
}

const TEXT = ['text', (value: unknown) => typeof value === 'string' && value.trim() !== ''] as const;
const AMOUNT = ['a number above 0', (value: unknown) => typeof value === 'number' && value > 0] as const;
const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const MAP = ['an object', isMap] as const;

/** By part and key, in words and as a test. */
const KEYS: Readonly<Record<string, Readonly<Record<string, readonly [words: string, isRight: (value: unknown) => boolean]>>>> = {
  workload: { dataMebibytes: AMOUNT, iops: AMOUNT, throughputMebibytes: AMOUNT, logMebibytesPerDay: AMOUNT },
  objectives: {
    recoveryPointSeconds: AMOUNT,
    recoveryTimeSeconds: AMOUNT,
    restoreMebibytesPerSecond: AMOUNT,
    replayMebibytesPerSecond: AMOUNT,
    replicaMebibytesPerSecond: AMOUNT,
    startSeconds: AMOUNT,
  },
  restored: { from: TEXT, retentionDays: AMOUNT },
  attested: {
    storageClasses: ['a list of objects', (value) => Array.isArray(value) && value.every(isMap)],
    secrets: MAP,
    operatorNamespace: TEXT,
    prometheus: ['an object with namespace and labels', (value) => isMap(value) && typeof value.namespace === 'string' && isMap(value.labels)],
    logs: TEXT,
    kernel: ['an object with by and sysctls', (value) => isMap(value) && typeof value.by === 'string' && isMap(value.sysctls)],
    operators: TEXT,
  },
};

/** Throws when a part is not what `declarationAnnotations` writes: what is not understood would be ignored. */
function requireShape(part: string, value: unknown, text: string): void {
  const refuse = (words: string) => new WrongAnnotation(`metadata.annotations["${PREFIX}/${part}"]${words}`, pathOf(part));
  if (part === 'waivers') {
    if (Array.isArray(value) && value.every(isMap)) return;
    throw refuse(` must be a JSON list of objects, got ${JSON.stringify(text)}; correct or remove it`);
  }
  if (!isMap(value)) throw refuse(` must be a JSON object, got ${JSON.stringify(text)}; correct or remove it`);
  const keys = KEYS[part];
  for (const [key, given] of Object.entries(value)) {
    if (!keys[key]) throw refuse(` must have no other keys than ${Object.keys(keys).join(', ')}, got "${key}"; correct it`);
    const [words, isRight] = keys[key];
    if (!isRight(given)) throw refuse(`.${key} must be ${words}, got ${JSON.stringify(given)}; correct or remove it`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
