import { App } from 'cdk8s';
import { PlatformPackageChart } from './chart';

const app = new App();
new PlatformPackageChart(app, 'platform-package');
app.synth();
