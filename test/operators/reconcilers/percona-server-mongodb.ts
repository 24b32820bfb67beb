import { inPlaceOfPod } from './percona';
import { answers } from '../../cluster/answers';
import { ControlPlane } from '../../cluster/control-plane';
import { perconaMongoDb, perconaMongoDbProgram, PSMDB_NAMESPACE } from '../../cluster/operators/percona-server-mongodb';
import { freePorts } from '../../cluster/processes';
import { progress } from '../../cluster/progress';

/** Percona's operator for Server for MongoDB: with its own RBAC, in all namespaces. */
export async function startPerconaMongoDb(controlPlane: ControlPlane): Promise<void> {
  const command = await perconaMongoDbProgram.build();
  const done = progress('starting Percona Server for MongoDB operator');
  const env = await inPlaceOfPod(controlPlane, { module: perconaMongoDb.module, namespace: PSMDB_NAMESPACE, name: 'percona-server-mongodb-operator' });
  const { health } = await freePorts('health');
  controlPlane.processes.start({
    name: 'percona-server-mongodb',
    command,
    args: ['--leader-elect=false', '--metrics-bind-address=0', `--health-probe-bind-address=127.0.0.1:${health}`],
    env,
  });
  await controlPlane.ready('Percona Server for MongoDB operator', () => answers(health));
  done();
}
