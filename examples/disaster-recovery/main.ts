import { writeFileSync } from 'fs';
import { join } from 'path';
import { App } from 'cdk8s';
import { DisasterRecoveryChart } from './chart';

const app = new App();
const { restores } = new DisasterRecoveryChart(app, 'disaster-recovery');
app.synth();
for (const { database, runbook } of restores) writeFileSync(join(app.outdir, `${database.name}.md`), runbook);
