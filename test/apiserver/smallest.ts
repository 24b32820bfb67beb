import { PublicApi } from './public-api';
import { Recipe } from './recipe';
import { Spoils } from './spoils';

/** What is left of a recipe when everything is left out without which it still fails. */
export async function smallest(api: PublicApi, type: string, recipe: Recipe, fails: (less: Recipe) => Promise<boolean>): Promise<Recipe> {
  for (const { what, recipe: less } of new Spoils(api, undefined).of(type, recipe)) {
    if ((what === 'left out' || what === 'empty') && await fails(less)) return smallest(api, type, less, fails);
  }
  return recipe;
}
