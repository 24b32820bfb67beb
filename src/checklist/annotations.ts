import { WaiverFacts } from './facts';
import { Manifest } from './manifests';

const PREFIX = 'cdk8s-databases.io';

/** What a database's primary object says about itself that no field of its operator can hold. */
export interface Declared {
  readonly waivers?: readonly WaiverFacts[];
  readonly workload?: { readonly dataMebibytes?: number; readonly iops?: number; readonly throughputMebibytes?: number };
  /** What exists outside the input and somebody vouches for. */
  readonly attested?: Attested;
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
  for (const part of ['waivers', 'workload', 'attested'] as const) {
    const value = declared[part];
    const empty = value === undefined || (Array.isArray(value) ? value.length === 0 : Object.values(value).every((v) => v === undefined));
    if (!empty) annotations[`${PREFIX}/${part}`] = JSON.stringify(value);
  }
  return annotations;
}

/** The inverse of `declarationAnnotations`. Throws on annotations that are no JSON of their shape. */
export function readDeclared(manifest: Manifest): Declared {
  const annotations = manifest.metadata.annotations ?? {};
  const declared: Record<string, unknown> = {};
  for (const part of ['waivers', 'workload', 'attested']) {
    const text = annotations[`${PREFIX}/${part}`];
    if (text === undefined) continue;
    const [shape, isRight] = SHAPES[part];
    const value = parsed(text);
    if (!isRight(value)) throw new Error(`metadata.annotations["${PREFIX}/${part}"] must be ${shape}, got ${JSON.stringify(text)}; correct or remove it`);
    declared[part] = value;
  }
  return declared;
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const OBJECT = ['a JSON object', isObject] as const;

const SHAPES: Readonly<Record<string, readonly [shape: string, isRight: (value: unknown) => boolean]>> = {
  waivers: ['a JSON list of objects', (value) => Array.isArray(value) && value.every(isObject)],
  workload: OBJECT,
  attested: OBJECT,
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
