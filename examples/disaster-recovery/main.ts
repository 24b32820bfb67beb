import { writeFileSync } from 'fs';
import { join } from 'path';
import { App } from 'cdk8s';
import { DisasterRecoveryChart } from './chart';

const app = new App();
const { restore } = new DisasterRecoveryChart(app, 'disaster-recovery');
app.synth();
writeFileSync(join(app.outdir, 'orders-2.md'), restore.runbook);
