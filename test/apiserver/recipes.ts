import * as fc from 'fast-check';
import { Member, PublicApi } from './public-api';
import { Call, call, constant, Recipe } from './recipe';
import { WORDS } from './words';

/** Random recipes of what the public API's types take. A new prop of a known type is among them by itself, one of text or numbers has to get words. */
export class Recipes {
  private readonly known = new Map<string, fc.Arbitrary<Recipe>>();

  constructor(private readonly api: PublicApi) {}

  public of(type: string): fc.Arbitrary<Recipe> {
    const name = this.api.resolve(type);
    let recipes = this.known.get(name);
    if (!recipes) this.known.set(name, recipes = this.make(name));
    return recipes;
  }

  private make(type: string): fc.Arbitrary<Recipe> {
    const struct = this.api.structs.get(type);
    if (struct) {
      const values = struct.map((member) => [member.name, HALF_AS_OFTEN.includes(`${type}.${member.name}`)
        ? fc.option(this.member(type, member), { nil: undefined, freq: 2 }) : this.member(type, member)]);
      const requiredKeys = struct.filter(({ optional }) => !optional).map(({ name }) => name);
      return fc.record<Record<string, Recipe>>(Object.fromEntries(values), { requiredKeys });
    }
    const members = this.api.enums.get(type);
    if (members) return fc.constantFrom(...members.map((member) => constant(`${type}.${member}`)));
    const factories = this.api.classes.get(type);
    if (factories?.length) {
      return fc.oneof(...factories.map(({ name, params }) => (params
        ? fc.tuple(...params.map((param) => this.argument(`${type}.${name}`, param))).map((args): Call => call(`${type}.${name}`, ...args))
        : fc.constant(constant(`${type}.${name}`)))));
    }
    if (type === 'boolean') return fc.boolean();
    if (type.endsWith('[]')) return fc.array(this.of(type.slice(0, -2)), { maxLength: 3 });
    throw new Error(`${type} must be a type of the public API, or have words; add them to test/apiserver/words.ts`);
  }

  private member(owner: string, { name, type }: Member): fc.Arbitrary<Recipe> {
    const words = WORDS[`${owner}.${name}`] ?? (TEXTS.includes(type) ? WORDS[name] : undefined);
    if (words) return words;
    if (TEXTS.includes(type)) throw new Error(`${owner}.${name} must have words to be given, and has none; add them to test/apiserver/words.ts`);
    return this.of(type);
  }

  private argument(factory: string, param: Member): fc.Arbitrary<Recipe> {
    const values = this.member(factory, param);
    return param.optional ? fc.option(values, { nil: undefined }) : values;
  }
}

/** What makes a second database, or as much again. */
const HALF_AS_OFTEN = ['PostgresCase.restore', 'PostgresCase.failover', 'MySqlCase.restore', 'MySqlCase.failover', 'MongoCase.failover'];

/** What the type says too little of. */
const TEXTS = ['string', 'string[]', 'number', '{}', 'Size', 'Duration', 'Cpu'];
