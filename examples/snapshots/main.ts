import { App } from 'cdk8s';
import { SnapshotsChart } from './chart';

const app = new App();
new SnapshotsChart(app, 'snapshots');
app.synth();
