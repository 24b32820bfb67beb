import { writeFileSync } from 'fs';
import { join } from 'path';
import { App } from 'cdk8s';
import { MigrationChart } from './chart';
import { MigrationPhase } from 'cdk8s-databases';

const app = new App();
const { migration } = new MigrationChart(app, 'migration', { phase: MigrationPhase.REPLICATE });
app.synth();
writeFileSync(join(app.outdir, 'move.md'), migration.runbook);
