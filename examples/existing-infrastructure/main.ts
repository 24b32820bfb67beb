import { App } from 'cdk8s';
import { ExistingInfrastructureChart } from './chart';

const app = new App();
new ExistingInfrastructureChart(app, 'existing-infrastructure');
app.synth();
