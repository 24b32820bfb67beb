import { App } from 'cdk8s';
import { MySqlChart } from './chart';

const app = new App();
new MySqlChart(app, 'mysql');
app.synth();
