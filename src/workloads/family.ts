import { configurationOf } from './configuration';
import { databaseWorkloadsIn, DatabaseWorkload } from './database-workload';
import { once } from './once';
import { Manifests } from '../checklist/manifests';

const INSTANCE = 'app.kubernetes.io/instance';
const NAME = 'app.kubernetes.io/name';

/** Workloads that make up one database with this one, which is the first: a primary and its read replicas. */
export function familyOf(of: DatabaseWorkload, among: Manifests): DatabaseWorkload[] {
  return [of, ...othersOf(among, of)];
}

const othersOf = once((among, of: DatabaseWorkload): DatabaseWorkload[] => {
  const { [INSTANCE]: instance, [NAME]: name } = of.podLabels;
  if (instance === undefined || name === undefined) return [];
  return alike(among, placeOf(of))
    .filter(({ manifest, podLabels }) => manifest !== of.manifest && podLabels[INSTANCE] === instance && podLabels[NAME] === name);
});

/** Whether there is no other database of its engine in its namespace. */
export function isAlone(of: DatabaseWorkload, among: Manifests): boolean {
  const family = familyOf(of, among).map(({ manifest }) => manifest);
  return alike(among, placeOf(of)).every(({ manifest }) => family.includes(manifest));
}

const alike = once((among, place: string): DatabaseWorkload[] => databaseWorkloadsIn(among).filter((each) => placeOf(each) === place));

function placeOf({ namespace, engine }: DatabaseWorkload): string {
  return `${engine.id} ${namespace}`;
}

/** Whether anything hints at servers that copy from each other; where not, each pod is a database of its own. */
export function replicates(family: readonly DatabaseWorkload[], among: Manifests): boolean {
  return family.some((of) => {
    const { text, unseen } = configurationOf(of, among);
    return unseen !== undefined || of.engine.replication.test(text) || of.engine.replication.test(of.server.image.repository);
  });
}
