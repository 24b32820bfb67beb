import { cleanUp, restore } from './clean-up';
import { CLIENT_NAMESPACE, KEEP } from './environment';
import { Kubernetes } from '../cluster/kubernetes';
import { say } from '../cluster/progress';

/** Takes the cluster for this run, and sees to it that Ctrl-C gives it back. */
export default async function setUp(): Promise<void> {
  const kubernetes = Kubernetes.fromEnvironment();
  const clients = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: CLIENT_NAMESPACE } };
  if (await kubernetes.find(clients) && !KEEP) {
    throw new Error(`namespace ${CLIENT_NAMESPACE} exists: another run has this cluster, or one was ended hard. `
      + 'Delete it, set TEST_NAMESPACE to another name, or set TEST_KEEP=true to take the databases that are there');
  }
  await kubernetes.apply(clients);
  const interrupted = (signal: NodeJS.Signals) => {
    say(`${signal}: cleaning up`);
    void (KEEP ? restore(kubernetes) : cleanUp(kubernetes)).finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
}
