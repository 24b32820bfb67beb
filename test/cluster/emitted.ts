import * as fc from 'fast-check';
import { Manifest } from '../../src/checklist/manifests';
import { manifestsOfEveryProp } from '../support/every-prop';
import { EXAMPLES, writtenExample } from '../support/examples';
import { childPath, isObject } from '../support/kind-schema';
import { anyPostgres, make, productionPostgres } from '../support/random-postgres';
import { written } from '../support/written';

// names of parameters come from the props
const FREE = /^(spec\.postgresql\.parameters)\b.*/;

/** Manifests of the examples, of every prop and of random databases, and the fields that they have. */
export class Emitted {
  /**
   * @param databases how many databases to make of random props; refused ones count
   * @param more manifests of databases with chosen props
   */
  public static of(databases: number, more: readonly Manifest[]): Emitted {
    const recipes = [productionPostgres, anyPostgres].flatMap((arbitrary) => fc.sample(arbitrary, { numRuns: databases / 2, seed: 1 }));
    return new Emitted([...EXAMPLES.flatMap(writtenExample), ...manifestsOfEveryProp(), ...more, ...recipes.flatMap((recipe) => {
      try {
        return written(make(recipe));
      } catch {
        return [];
      }
    })]);
  }

  private readonly fields = new Set<string>();

  private constructor(private readonly manifests: readonly Manifest[]) {
    for (const manifest of manifests) for (const field of fieldsOf(manifest)) this.fields.add(`${manifest.kind} ${field}`);
  }

  public get count(): number {
    return this.manifests.length;
  }

  /** Whether any manifest of the kind has the field. */
  public has(kind: string, field: string): boolean {
    return this.fields.has(`${kind} ${field.replace(FREE, '$1')}`);
  }

  /** The field, or the first of those that hold it, that no manifest of the kind has; undefined when it is written. */
  public missing(kind: string, field: string): string | undefined {
    const parts = field.match(/\.?[^.[]+|\[[^\]]*\]/g)!;
    return parts.map((_, i) => parts.slice(0, i + 1).join('')).find((path) => !this.has(kind, path));
  }

  public ofKind(kind: string): readonly Manifest[] {
    return this.manifests.filter((manifest) => manifest.kind === kind);
  }
}

/** Paths of all fields, also of those that hold others; without indexes of lists. */
export function* fieldsOf(value: unknown, path = ''): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* fieldsOf(item, path);
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      // null takes a field away
      if (inner === null || inner === undefined) continue;
      const field = childPath(path, key);
      yield field;
      yield* fieldsOf(inner, field);
    }
  }
}

/** Whether a manifest has everything that a patch has. */
export function hasAll(manifest: object, patch: object): boolean {
  return Object.keys(patch).length === 0 || contains(manifest, patch);
}

/** An empty object wants nothing in it, null nothing there. */
function contains(manifest: unknown, patch: unknown): boolean {
  if (Array.isArray(patch)) return Array.isArray(manifest) && patch.every((item) => manifest.some((of) => contains(of, item)));
  if (patch === null) return manifest === undefined;
  if (!isObject(patch)) return manifest === patch;
  const entries = Object.entries(patch);
  if (entries.length === 0) return manifest === undefined || (isObject(manifest) && Object.keys(manifest).length === 0);
  return isObject(manifest) && entries.every(([key, value]) => contains(manifest[key], value));
}
