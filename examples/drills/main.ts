import { App } from 'cdk8s';
import { DrillsChart } from './chart';

const app = new App();
new DrillsChart(app, 'drills');
app.synth();
