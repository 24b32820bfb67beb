import { App } from 'cdk8s';
import { veleroCharts } from './chart';

const app = new App();
veleroCharts(app);
app.synth();
