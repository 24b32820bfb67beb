import * as fc from 'fast-check';
import { Case, MONGO, MYSQL } from '../apiserver/cases';
import { PublicApi } from '../apiserver/public-api';
import { made, Recipe, shown } from '../apiserver/recipe';
import { Recipes } from '../apiserver/recipes';
import { REFUSAL } from '../apiserver/settings';
import { schemaErrors } from '../support/schema-check';
import { written } from '../support/written';

/** The API server gets many more of them: test/apiserver/accepted.property.test.ts. */
const RUNS = 6;
/** Always the same inputs: what chance finds is for the other one. */
const SEED = Number(process.env.TEST_SEED ?? 2147256912);
/** Of clients, which are the user's, there is no schema here. */
const NO_SCHEMA = ['StatefulSet'];

const recipes = new Recipes(new PublicApi());

test.each([MYSQL, MONGO])('what is written for a $type passes the schemas', (of) => {
  const sample = fc.sample(recipes.of(of.type).map(of.coherent), { numRuns: RUNS, seed: SEED });
  const apps = sample.map((recipe) => ({ recipe, manifests: manifestsOf(recipe, of) }));
  const errors = apps.flatMap(({ recipe, manifests = [] }) => manifests.filter(({ kind }) => !NO_SCHEMA.includes(kind))
    .flatMap((manifest) => schemaErrors(manifest).map((error) => `${manifest.kind}: ${error} of ${shown(recipe)}`)));
  expect(errors).toEqual([]);
  expect(apps.filter(({ manifests }) => manifests !== undefined).length).toBeGreaterThan(RUNS / 2);
});

/** Undefined when it is refused, by the name of a prop. */
function manifestsOf(recipe: Recipe, { appOf }: Case): any[] | undefined {
  try {
    return written(appOf(made(recipe)));
  } catch (error) {
    expect((error as Error).message).toMatch(REFUSAL);
    return undefined;
  }
}
