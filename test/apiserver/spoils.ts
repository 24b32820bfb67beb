import { Member, PublicApi } from './public-api';
import { isCall, isRecord, Recipe, shown } from './recipe';
import { WRONG_OF_PROPS, WRONG_OF_TYPES, WRONG_TEXTS } from './spoilt-values';

/** One prop of a valid recipe with another value. */
export interface Spoil {
  /** The struct and its prop, or the factory and its parameter. */
  readonly prop: string;
  readonly what: string;
  /** The whole. */
  readonly recipe: Recipe;
}

type Put = (value: Recipe) => Recipe;

/** Everything that can be spoilt in a recipe, one thing at a time. */
export class Spoils {
  /**
   * @param other another recipe, whose values of the same props are put into the first
   * @param unspoilt props that stay as they are
   */
  constructor(private readonly api: PublicApi, private readonly other: Recipe, private readonly unspoilt: readonly string[] = []) {}

  public* of(type: string, recipe: Recipe): Generator<Spoil> {
    yield* this.inStruct(type, recipe as object, this.other, (value) => value);
  }

  private* inStruct(type: string, struct: Readonly<Record<string, any>>, other: any, put: Put): Generator<Spoil> {
    for (const member of this.api.structs.get(type)!) {
      const at = (value: Recipe) => put({ ...struct, [member.name]: value });
      yield* this.inMember(`${type}.${member.name}`, member, struct[member.name], isRecord(other) ? other[member.name] : undefined, at);
    }
  }

  private* inMember(prop: string, { name, type, optional }: Member, value: Recipe, other: Recipe, put: Put): Generator<Spoil> {
    if ((value === undefined && other === undefined) || NOT_OURS.includes(prop) || this.unspoilt.includes(prop)) return;
    for (const [what, wrong] of Object.entries(this.wrong(prop, name, type))) {
      // what is made for another value may not fit one that is missing
      const spoilt = value === undefined ? undefined : wrong(value);
      if (shown(spoilt) !== shown(value)) yield { prop, what, recipe: put(spoilt) };
    }
    // what a factory cannot be called without, nobody leaves out
    if (value !== undefined && (optional || !isFactory(prop))) yield { prop, what: optional ? 'left out' : 'missing', recipe: put(undefined) };
    if (other !== undefined && shown(other) !== shown(value)) yield { prop, what: 'of another input', recipe: put(other) };
    if (value !== undefined) yield* this.inside(type, value, other, put);
  }

  private* inside(type: string, value: any, other: any, put: Put): Generator<Spoil> {
    const resolved = this.api.resolve(type);
    if (Array.isArray(value)) {
      const item = type.slice(0, -2);
      for (const [i, of] of value.entries()) yield* this.inside(item, of, other?.[i], (next) => put(replaced(value, i, next)));
    } else if (isCall(value)) {
      const params = this.api.classes.get(resolved)?.find(({ name }) => `${resolved}.${name}` === value.call)?.params ?? [];
      const others = isCall(other) && other.call === value.call ? other.args! : [];
      for (const [i, param] of params.entries()) {
        const at = (next: Recipe) => put({ ...value, args: replaced(value.args!, i, next) });
        yield* this.inMember(`${value.call}.${param.name}`, param, value.args![i], others[i], at);
      }
    } else if (this.api.structs.has(resolved)) {
      yield* this.inStruct(resolved, value, other, put);
    }
  }

  private wrong(prop: string, name: string, type: string): Record<string, (value: any) => Recipe> {
    const own = { ...WRONG_OF_PROPS[prop], ...(TEXTS.includes(type) ? WRONG_OF_PROPS[name] : undefined) };
    if (type === 'string') return { ...own, ...WRONG_TEXTS };
    return { ...own, ...WRONG_OF_TYPES[type.endsWith('[]') ? 'list' : type] };
  }
}

/** Of the workload, which is somebody else's. */
const NOT_OURS = ['Grant.name', 'Grant.client'];

function isFactory(prop: string): boolean {
  return prop.split('.').length === 3;
}

function replaced(list: readonly Recipe[], at: number, value: Recipe): Recipe[] {
  return list.map((old, i) => (i === at ? value : old));
}

const TEXTS = ['string', 'string[]', '{}'];
