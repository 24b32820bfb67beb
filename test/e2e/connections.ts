import { CLIENT_NAMESPACE, DATABASE_NAMESPACE } from './environment';
import { execute } from './pod-command';
import { Probe } from './probe';
import { Kubernetes } from '../cluster/kubernetes';

/** Services of the database that a client could try. */
const DOORS = ['orders-rw', 'orders-r', 'orders-ro', 'orders-pooler-rw'];

/** psql with other settings than the grant's; gives what the server says. */
export async function psql(kubernetes: Kubernetes, probe: Probe, settings: string): Promise<string> {
  return shell(kubernetes, probe, `timeout 10 psql -qAt "${settings}" -c "SELECT 1"`);
}

/** How the client connects when it says nothing: what the grant gave it. */
export async function sslMode(kubernetes: Kubernetes, probe: Probe): Promise<string> {
  return shell(kubernetes, probe, 'printenv PGSSLMODE');
}

/** Services whose port opens for the pod. */
export async function openDoors(kubernetes: Kubernetes, probe: Probe): Promise<string[]> {
  const tries = DOORS.map(async (door) => {
    const host = `${door}.${DATABASE_NAMESPACE}.svc`;
    const answer = await shell(kubernetes, probe, `timeout 3 bash -c "exec 3<>/dev/tcp/${host}/5432" 2>/dev/null && echo open || getent hosts ${host}`);
    if (answer === '') throw new Error(`${host} has no address: a closed door would prove nothing`);
    return answer === 'open' ? [door] : [];
  });
  return (await Promise.all(tries)).flat();
}

async function shell(kubernetes: Kubernetes, probe: Probe, command: string): Promise<string> {
  return execute(kubernetes, { namespace: CLIENT_NAMESPACE, pod: probe.pod, container: 'probe' }, 'bash', '-c', command);
}
