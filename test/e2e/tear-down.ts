import { cleanUp, restore } from './clean-up';
import { KEEP } from './environment';
import { Kubernetes } from '../cluster/kubernetes';

export default async function tearDown(): Promise<void> {
  const kubernetes = Kubernetes.fromEnvironment();
  await (KEEP ? restore(kubernetes) : cleanUp(kubernetes));
}
