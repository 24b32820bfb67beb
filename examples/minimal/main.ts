import { App } from 'cdk8s';
import { MinimalChart } from './chart';

const app = new App();
new MinimalChart(app, 'minimal');
app.synth();
