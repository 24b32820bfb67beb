import { App } from 'cdk8s';
import { AllThreeChart } from './chart';

const app = new App();
new AllThreeChart(app, 'all-three');
app.synth();
