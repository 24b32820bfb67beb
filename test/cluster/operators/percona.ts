import { Change } from '../changed-module';

/** Percona's operators read their namespace from a file that a pod has; here it comes by the environment. */
export function outsideOfPods(file: string): Change {
  return { file, from: 'os.ReadFile("/var/run/secrets/kubernetes.io/serviceaccount/namespace")', to: '[]byte(os.Getenv("OPERATOR_NAMESPACE")), error(nil)' };
}
