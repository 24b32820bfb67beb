import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Exec, Log, V1Status } from '@kubernetes/client-node';
import { Kubernetes } from '../cluster/kubernetes';

/** One container. */
export interface ContainerName {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Runs a command in a container and gives its output; throws with what it wrote to stderr when it failed. */
export async function execute(kubernetes: Kubernetes, { namespace, pod, container }: ContainerName, ...command: string[]): Promise<string> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const output = Promise.all([text(out), text(err)]);
  const status = await new Promise<V1Status>((resolve, reject) => {
    new Exec(kubernetes.config).exec(namespace, pod, container, command, out, err, null, false, resolve).then(
      (socket) => { socket.onclose = () => reject(new Error(`${pod}: the connection broke during ${command.join(' ')}`)); }, reject);
  });
  out.end();
  err.end();
  const [stdout, stderr] = await output;
  if (status.status !== 'Success') throw new Error(`${pod}: ${command.join(' ')}: ${stderr.trim() || status.message}`);
  return stdout.trim();
}

/** What the container has written so far. */
export async function log(kubernetes: Kubernetes, { namespace, pod, container }: ContainerName): Promise<string> {
  const out = new PassThrough();
  const written = text(out);
  await new Log(kubernetes.config).log(namespace, pod, container, out);
  return written;
}
