import { writeFileSync } from 'fs';
import { join } from 'path';
import { App } from 'cdk8s';
import { PitrChart } from './chart';

// the day on which this example plays: a moment before what the archive keeps, or still to come, fails the synth
process.env.SOURCE_DATE_EPOCH ??= String(Date.parse('2026-11-20T12:00:00Z') / 1000);

const app = new App();
const { restore } = new PitrChart(app, 'pitr');
app.synth();
writeFileSync(join(app.outdir, 'orders-1120.md'), restore.runbook);
