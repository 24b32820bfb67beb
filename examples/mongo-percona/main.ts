import { App } from 'cdk8s';
import { MongoPerconaChart } from './chart';

const app = new App();
new MongoPerconaChart(app, 'mongo-percona');
app.synth();
