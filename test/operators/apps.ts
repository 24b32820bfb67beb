import { App } from 'cdk8s';
import * as fc from 'fast-check';
import { applicationCharts } from '../../examples/application/chart';
import { DrillsChart } from '../../examples/drills/chart';
import { ExistingInfrastructureChart } from '../../examples/existing-infrastructure/chart';
import { MinimalChart } from '../../examples/minimal/chart';
import { PlatformPackageChart } from '../../examples/platform-package/chart';
import { ProductionChart } from '../../examples/production/chart';
import { SnapshotsChart } from '../../examples/snapshots/chart';
import { make, productionPostgres } from '../support/random-postgres';
import { findings, written } from '../support/written';

/** Makes an example, as its main.ts does. */
const EXAMPLES: Array<(app: App) => unknown> = [
  (app) => new ProductionChart(app, 'production'),
  (app) => new MinimalChart(app, 'minimal'),
  (app) => new ExistingInfrastructureChart(app, 'existing-infrastructure'),
  applicationCharts,
  (app) => new PlatformPackageChart(app, 'platform-package'),
  (app) => new SnapshotsChart(app, 'snapshots'),
  (app) => new DrillsChart(app, 'drills'),
];

/** The examples, those together that can be in one cluster. */
export function examples(): App[][] {
  return batches(EXAMPLES.map((add) => {
    const app = new App();
    add(app);
    return app;
  }));
}

/** Databases of random props that can be, pass the checklist and can be in one cluster, whose operator is where it is here. */
export function randomDatabases(count: number, seed: number): App[] {
  const recipes = fc.sample(productionPostgres, { seed, numRuns: 40 * count }).filter(({ platform }) => platform.network !== 'otherNames');
  const candidates = recipes.flatMap((recipe) => {
    try {
      const app = make(recipe);
      return findings(app).length === 0 ? [app] : [];
    } catch {
      // props that cannot be are the property test's
      return [];
    }
  });
  const most = batches(candidates).sort((left, right) => right.length - left.length)[0];
  if (most.length < count) throw new Error(`${count} databases were asked for, and only ${most.length} go together; give another TEST_SEED`);
  return most.slice(0, count);
}

/** Apps that write the same object differently do not go together. */
function batches(apps: readonly App[]): App[][] {
  const made: Array<{ apps: App[]; objects: Map<string, string> }> = [];
  for (const app of apps) {
    const objects = new Map(written(app).map((manifest) => {
      const { apiVersion, kind, metadata: { namespace, name } } = manifest;
      return [`${apiVersion} ${kind} ${namespace ?? ''}/${name}`, JSON.stringify(manifest)];
    }));
    let batch = made.find((of) => [...objects].every(([key, text]) => (of.objects.get(key) ?? text) === text));
    if (!batch) made.push(batch = { apps: [], objects: new Map() });
    batch.apps.push(app);
    objects.forEach((text, key) => batch.objects.set(key, text));
  }
  return made.map((batch) => batch.apps);
}
