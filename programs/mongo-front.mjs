// The ConfigMap by which clients of a MongoDB database find it while it moves: a Service in front would not lead them, because drivers ask a replica set for its
// members and go there. Its key `uri` is a connection string without user and password. Its manifest says no data: what nobody declares, applying it again
// leaves as it is (a merge of `kubectl apply`, Helm and Argo CD; server-side apply, by which the key belongs to this program). Where it leads stands in an
// annotation, because a connection string may be written otherwise later.
import { Refused } from './migration-state.mjs';

const LEADS = 'cdk8s-databases.io/leads-to';

export async function toSource(kubernetes, settings) {
  await lead(kubernetes, settings, 'source');
}

export async function toTarget(kubernetes, settings) {
  await lead(kubernetes, settings, 'target');
}

/** Where the front leads: `source`, `target`, or undefined before it leads anywhere. */
export async function leadsTo(kubernetes, settings) {
  const { metadata, data } = await front(kubernetes, settings);
  const to = metadata.annotations?.[LEADS];
  // replaced instead of applied, it leads nowhere
  return ['source', 'target'].includes(to) && data?.uri ? to : undefined;
}

function frontOf({ namespace, front: { configMap } }) {
  return { api: 'v1', namespace, kind: 'configmaps', name: configMap };
}

async function front(kubernetes, settings) {
  const found = await kubernetes.get(frontOf(settings));
  if (!found) throw new Error(`there is no ConfigMap ${settings.front.configMap}: apply the migration's manifests`);
  return found;
}

/** Both at once: nobody sees one without the other. */
async function lead(kubernetes, settings, to) {
  const { metadata: { resourceVersion, annotations }, data } = await front(kubernetes, settings);
  if (data?.uri && !annotations?.[LEADS]) {
    throw new Refused(`the ConfigMap ${settings.front.configMap} has a uri that no migration wrote: somebody else uses this name; give the front another one`);
  }
  await kubernetes.patch(frontOf(settings), { metadata: { resourceVersion, annotations: { [LEADS]: to } }, data: { uri: settings.front[to].uri } });
}
