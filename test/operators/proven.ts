import { App } from 'cdk8s';
import { SUBJECTS } from './claims/subjects';
import { keep } from './comparison';
import { Early, Scene } from './scene';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { say } from '../cluster/progress';

/** What else than usual. */
export interface ProvenOptions {
  readonly subjects?: typeof SUBJECTS;
  readonly early?: Early;
}

/**
 * Brings the apps before the operators, and compares.
 * @param more what else to ask of the scene, of which there is something to claim of each subject
 */
export function proven(
  title: string, appsOf: () => readonly App[], more?: (scene: () => Scene) => void, { subjects = SUBJECTS, early }: ProvenOptions = {},
): void {
  onCluster(title, () => {
    let scene: Scene | undefined;

    beforeAll(async () => {
      scene = await Scene.of(appsOf(), Kubernetes.fromEnvironment(), early);
    });

    afterAll(() => scene?.end());

    test.each(subjects)('%s', (sentence, of) => {
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
