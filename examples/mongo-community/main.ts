import { App } from 'cdk8s';
import { MongoCommunityChart } from './chart';

const app = new App();
new MongoCommunityChart(app, 'mongo-community');
app.synth();
