import { App } from 'cdk8s';
import * as fc from 'fast-check';
import { Case, MONGO, MYSQL, PLATFORM, POSTGRES } from './cases';
import { isOfWorkload } from './clients';
import { DryRun } from './dry-run';
import { Occurrences } from './occurrences';
import { PublicApi } from './public-api';
import { made, Recipe, shown } from './recipe';
import { Recipes } from './recipes';
import { REFUSAL, RUNS, SEED } from './settings';
import { smallest } from './smallest';
import { onCluster } from '../cluster/on-cluster';
import { say } from '../cluster/progress';
import { written } from '../support/written';

/** So many inputs wait for their verdicts while the next one is made. */
const WINDOW = 20;
const BATCH = 100;
/** Inputs that are refused are not counted; with more of them than these for one that is not, the words are wrong. */
const MOST_REFUSED = 2;

const api = new PublicApi();

onCluster('the API server takes without a warning', () => {
  let dryRun: DryRun;

  beforeAll(async () => {
    // of numbers above what a provider allows today
    jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    dryRun = await DryRun.inNamespaceOfItsOwn();
  });

  afterAll(async () => {
    await dryRun?.stop();
  });

  test.each([POSTGRES, PLATFORM, MYSQL, MONGO])('whatever is written for a $type', async (of) => {
    const { type } = of;
    const runs = Math.ceil(RUNS * of.share);
    const began = Date.now();
    const [askedBefore, sentBefore] = [dryRun.asked, dryRun.sent];
    const occurrences = new Occurrences(api, type, of.besides);
    const failed = new Map<string, Recipe>();
    const window: Array<Promise<void>> = [];
    let [accepted, refused] = [0, 0];
    const recipes = endless(new Recipes(api).of(type).map(of.coherent));
    // what is rare may need some more to come
    while (accepted < runs || (occurrences.never.length > 0 && accepted < 2 * runs)) {
      const recipe = recipes.next().value;
      const app = appOrNone(recipe, of);
      if (!app) {
        refused += 1;
        if (refused > MOST_REFUSED * runs) throw new Error(`${refused} of ${refused + accepted} inputs were refused; correct test/apiserver/words.ts or what makes it coherent`);
        continue;
      }
      accepted += 1;
      occurrences.add(recipe);
      window.push(answersTo(app, recipe).then((answers) => answers.forEach((answer) => failed.has(answer) || failed.set(answer, recipe))));
      if (window.length > WINDOW) await window.shift();
    }
    await Promise.all(window);
    say(`${type}, seed ${SEED}: ${accepted} inputs (and ${refused} that the construct refused), ${((Date.now() - began) / 1000).toFixed(1)} s, `
      + `${dryRun.asked - askedBefore} objects, of which ${dryRun.sent - sentBefore} were sent; all so far: ${dryRun.kinds}`);
    occurrences.lines.forEach((line) => say(`  ${line}`));

    const failures: string[] = [];
    for (const [answer, recipe] of failed) failures.push(`seed ${SEED}: ${answer}\n${shown(await smallest(api, type, recipe, (less) => fails(less, of, answer)))}`);
    expect(failures).toEqual([]);
    expect(occurrences.never).toEqual([]);
  });

  /** What it does not take, or warns of; without what is different each time. */
  async function answersTo(app: App, recipe: any): Promise<string[]> {
    const names = [recipe.name, recipe.namespace].filter((name) => typeof name === 'string');
    const answers = await Promise.all(written(app).map(async (manifest) => {
      const { refused, warnings } = await dryRun.ask(manifest, names);
      const texts = [refused, ...warnings.filter((warning) => !isOfWorkload(manifest.kind, warning))].filter((text) => text !== undefined);
      return texts.map((text) => `${manifest.kind}: ${text.replace(/"[^"]*"/g, '"…"').replace(/dry-run-\S+/g, '…').replace(/\d+/g, '0').slice(0, 500)}`);
    }));
    return answers.flat();
  }

  async function fails(recipe: Recipe, of: Case, answer: string): Promise<boolean> {
    const app = appOrNone(recipe, of);
    return app !== undefined && (await answersTo(app, recipe)).includes(answer);
  }
});

function* endless(arbitrary: fc.Arbitrary<Recipe>): Generator<Recipe, never> {
  for (let batch = 0; ; batch += 1) yield* fc.sample(arbitrary, { numRuns: BATCH, seed: SEED + batch });
}

/** Undefined when it is refused. */
function appOrNone(recipe: Recipe, { appOf }: Case): App | undefined {
  try {
    return appOf(made(recipe));
  } catch (error) {
    if (REFUSAL.test((error as Error).message)) return undefined;
    throw new Error(`refused without naming a prop: ${shown(recipe)}`, { cause: error });
  }
}
