import * as fc from 'fast-check';
import { Case } from './cases';
import { PublicApi } from './public-api';
import { made, Recipe } from './recipe';
import { Recipes } from './recipes';
import { Spoil, Spoils } from './spoils';

/** Each valid input is spoilt in some ways that were not seen before. */
const WAYS = 100;

/** Each wrong value of each prop of a case, so many times, in random valid inputs; and what is wrong together. */
export function* everySpoil(api: PublicApi, of: Case, seed: number, times: number): Generator<Spoil> {
  const seen = new Map<string, number>();
  const inputs = fc.sample(new Recipes(api).of(of.type).map(of.coherent), { numRuns: of.spoilt * times, seed }).filter((input) => isValid(input, of));
  for (const [i, input] of inputs.entries()) {
    let ways = 0;
    for (const spoil of new Spoils(api, inputs[(i + 1) % inputs.length], of.unspoilt).of(of.type, input)) {
      const key = `${spoil.prop} ${spoil.what}`;
      const before = seen.get(key) ?? 0;
      if (before >= times || ways >= WAYS) continue;
      seen.set(key, before + 1);
      ways += 1;
      yield spoil;
    }
  }
  for (const [i, [name, spoilt]] of Object.entries(of.wrongTogether).entries()) {
    const [prop, what] = name.split(': ');
    yield { prop, what, recipe: spoilt(inputs[i % inputs.length]) };
  }
}

function isValid(recipe: Recipe, { appOf }: Case): boolean {
  try {
    appOf(made(recipe));
    return true;
  } catch {
    return false;
  }
}
