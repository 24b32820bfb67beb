// How a throw-away database of MongoDB's own operator (MongoDB Controllers for Kubernetes 1.10) is filled: by the Job that restores a dump, and looks at what came of it.
import { CREDENTIALS, LEFT_OVER, NO_BACKUP, RECOVERY, STORE, waitFor } from './drill.mjs';
import { until } from './kubernetes.mjs';

/** The exit codes of restore-dump.py that say more than that it failed. */
const VERDICTS = { 20: NO_BACKUP, 21: CREDENTIALS, 22: STORE };

/** Has the newest dump restored, and waits for it; returns what is known of what came back. The same Job goes on to look at it. */
export async function recover(api, of, log, create) {
  const { verification: [restore] } = of;
  await ready(api, of, log);
  await create(restore);
  const words = await restored(api, of, restore.manifest.metadata.name, log);
  // restore-dump.py and restore-mongo.js have the words
  const [, id] = /^restored (\S+)\.dump,/.exec(words) ?? [];
  const [, ended] = /\bended (\d{4}-\d\d-\d\dT[\d:.]+Z)/.exec(words) ?? [];
  return { newest: ended && new Date(ended), backup: { id } };
}

/** Takes away what stays of a throw-away database: its volumes, and passwords and keys that the next one would begin with. */
export async function release(api, { name, namespace, recovery: { members, secrets } }, log, deadline) {
  const sets = { api: 'apps/v1', namespace, kind: 'statefulsets' };
  // it goes with the database, by the garbage collector; until then it makes its claims anew, and one that stays is another's
  await until(async () => {
    const [set] = await api.list(sets, { labels: members });
    if (set && Date.now() > deadline) throw LEFT_OVER(`StatefulSet ${set.metadata.name} is there although MongoDBCommunity ${name} is gone: its volumes are left alone`);
    return !set;
  }, { signal: api.signal });
  const claims = { api: 'v1', namespace, kind: 'persistentvolumeclaims' };
  for (const { metadata } of await api.list(claims, { labels: members })) {
    if (metadata.deletionTimestamp) continue;
    log(`removing PersistentVolumeClaim ${metadata.name}`);
    await api.remove({ ...claims, name: metadata.name }, { uid: metadata.uid });
  }
  for (const secret of secrets) await api.remove({ api: 'v1', namespace, kind: 'secrets', name: secret });
}

/** Waits until the operator says that the database runs. */
async function ready(api, { name, namespace, objects: [{ api: group, kind }] }, log) {
  let said = 'nothing of it was seen';
  await waitFor(api, () => `MongoDBCommunity ${name}: ${said}`, async () => {
    const database = await api.get({ api: group, namespace, kind, name });
    if (!database) throw RECOVERY(`MongoDBCommunity ${name} was removed by somebody else`);
    const { phase, message } = database.status ?? {};
    const words = [phase ?? 'the operator has not looked at it', message].filter(Boolean).join(': ');
    if (words !== said) log(`MongoDBCommunity ${name}: ${words}`);
    said = words;
    return phase === 'Running';
  });
}

/** Waits until a pod of the Job has restored, and returns its words; a Job that has failed is a failure. */
async function restored(api, { namespace }, name, log) {
  let said = 'nothing of it was seen';
  return waitFor(api, () => `the restore said: ${said}`, async () => {
    // before its pods: what these say last is said when it has ended
    const job = await api.get({ api: 'batch/v1', namespace, kind: 'jobs', name });
    if (!job) throw RECOVERY(`Job ${name}, which restores the dump, was removed by somebody else`);
    const pods = await api.list({ api: 'v1', namespace, kind: 'pods' }, { labels: `batch.kubernetes.io/controller-uid=${job.metadata.uid}` });
    const ends = pods.flatMap(({ status }) => status?.initContainerStatuses ?? []).flatMap((container) => (container.name === 'restore' && container.state?.terminated) || []);
    const done = ends.find(({ exitCode }) => exitCode === 0);
    if (done) return done.message?.trim() || 'restored, and said nothing';
    const last = ends.sort((a, b) => Date.parse(a.finishedAt ?? 0) - Date.parse(b.finishedAt ?? 0)).at(-1);
    const words = last ? last.message?.trim() || `it ended with exit code ${last.exitCode}` : said;
    if (words !== said) log(`Job ${name}: ${words}`);
    said = words;
    const over = job.status?.conditions?.find(({ type, status }) => ['Complete', 'Failed'].includes(type) && status === 'True');
    if (!over) return undefined;
    throw (VERDICTS[last?.exitCode] ?? RECOVERY)(last ? words : over.message || 'the pods of the restore are gone');
  });
}
