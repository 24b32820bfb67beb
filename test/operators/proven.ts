import { App } from 'cdk8s';
import { SUBJECTS } from './claims/subjects';
import { keep } from './comparison';
import { Scene } from './scene';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { say } from '../cluster/progress';

/**
 * Brings the apps before the operators, and compares.
 * @param more what else to ask of the scene, of which there is something to claim of each subject
 */
export function proven(title: string, appsOf: () => readonly App[], more?: (scene: () => Scene) => void): void {
  onCluster(title, () => {
    let scene: Scene | undefined;

    beforeAll(async () => {
      scene = await Scene.of(appsOf(), Kubernetes.fromEnvironment());
    });

    afterAll(() => scene?.end());

    test.each(SUBJECTS)('%s', (sentence, of) => {
      const claims = [...of(scene!)];
      const wrong = claims.filter(({ found }) => found !== undefined);
      say(`${title}: ${sentence}: ${claims.length - wrong.length} of ${claims.length} claims`);
      keep({ scene: title, subject: sentence, claims });
      expect(wrong).toEqual([]);
      if (more) expect(claims.length).toBeGreaterThan(0);
    });

    more?.(() => scene!);
  });
}
