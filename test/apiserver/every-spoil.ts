import * as fc from 'fast-check';
import { coherent } from './coherence';
import { appOf } from './postgres-case';
import { PublicApi } from './public-api';
import { made, Recipe } from './recipe';
import { Recipes } from './recipes';
import { Spoil, Spoils } from './spoils';
import { WRONG_TOGETHER } from './wrong-together';

/** Valid inputs to spoil, each in some ways that were not seen before. */
const INPUTS = 400;
const WAYS = 100;

/** Each wrong value of each prop, so many times, in random valid inputs; and what is wrong together. */
export function* everySpoil(seed: number, times: number): Generator<Spoil> {
  const api = new PublicApi();
  const seen = new Map<string, number>();
  const inputs = fc.sample(new Recipes(api).of('PostgresCase').map(coherent), { numRuns: INPUTS * times, seed }).filter(isValid);
  for (const [i, input] of inputs.entries()) {
    let ways = 0;
    for (const spoil of new Spoils(api, inputs[(i + 1) % inputs.length]).of('PostgresCase', input)) {
      const key = `${spoil.prop} ${spoil.what}`;
      const before = seen.get(key) ?? 0;
      if (before >= times || ways >= WAYS) continue;
      seen.set(key, before + 1);
      ways += 1;
      yield spoil;
    }
  }
  for (const [i, [name, spoilt]] of Object.entries(WRONG_TOGETHER).entries()) {
    const [prop, what] = name.split(': ');
    yield { prop, what, recipe: spoilt(inputs[i % inputs.length]) };
  }
}

function isValid(recipe: Recipe): boolean {
  try {
    appOf(made(recipe));
    return true;
  } catch {
    return false;
  }
}
