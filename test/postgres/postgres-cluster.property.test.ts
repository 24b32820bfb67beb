import { App } from 'cdk8s';
import * as fc from 'fast-check';
import { anyPostgres, make, PostgresRecipe, productionPostgres } from '../support/random-postgres';
import { schemaErrors } from '../support/schema-check';
import { SEED } from '../support/seed';
import { findings, written } from '../support/written';

/** `<prop> must <constraint>, got <value>; <what to do>`, with the props of this library. */
const REFUSAL = new RegExp('^(name|namespace|storage|walStorage|compute|instances|replication|database|owner|roles|databases|tablespaces|poolers|parameters|backup|workload'
  + '|image|tuning|backups|expression)\\b[^\\n]* must [^\\n]+, got [^\\n]+; [^\\n]+$');

/** The app, or undefined when the props were refused. */
function made(recipe: PostgresRecipe): App | undefined {
  try {
    return make(recipe);
  } catch (error) {
    expect((error as Error).message).toMatch(REFUSAL);
    return undefined;
  }
}

function schemaErrorsOf(app: App): string[] {
  return written(app).flatMap((manifest) => schemaErrors(manifest).map((error) => `${manifest.kind}: ${error}`));
}

test('props fit for production pass the checklist and the schemas, or are refused by name', () => {
  let accepted = 0;
  fc.assert(fc.property(productionPostgres, (recipe) => {
    const app = made(recipe);
    if (!app) return;
    accepted += 1;
    expect(findings(app)).toEqual([]);
    expect(schemaErrorsOf(app)).toEqual([]);
  }), { numRuns: 25, seed: SEED });
  expect(accepted).toBeGreaterThan(10);
});

test('any props on any platform pass the schemas and can be judged, or are refused by name', () => {
  let accepted = 0;
  fc.assert(fc.property(anyPostgres, (recipe) => {
    const app = made(recipe);
    if (!app) return;
    accepted += 1;
    expect(schemaErrorsOf(app)).toEqual([]);
    for (const finding of findings(app)) expect(finding).toMatch(/^(waiver "[a-z-]+" must|[a-z0-9-]+: .+ Source: |A rule that this database does not follow ).+/);
  }), { numRuns: 50, seed: SEED });
  expect(accepted).toBeGreaterThan(3);
});

test('the same props give the same bytes', () => {
  fc.assert(fc.property(productionPostgres, (recipe) => {
    const [first, second] = [made(recipe), made(recipe)];
    expect(second?.synthYaml()).toBe(first?.synthYaml());
  }), { numRuns: 5, seed: SEED });
});
