import { App } from 'cdk8s';
import { applicationCharts } from './chart';

const app = new App();
applicationCharts(app);
app.synth();
