import { objectRule } from '../object-rule';
import { databaseContainersOf } from '../readers/database-container';
import { Severity } from '../severity';

/** An engine's name or `db`, and then what promises several. */
const PROMISE = /(postgres\w*|pg|mysql|mariadb|mongo(db)?|redis|valkey|elastic(search)?|opensearch|cassandra|db|database)[-_](ha|cluster|galera|replica-?set|rs)$/i;
const LABELS = ['app', 'app.kubernetes.io/name', 'app.kubernetes.io/component'];

export const oneReplicaCalledHa = objectRule({
  id: 'one-replica-called-ha',
  title: 'What is called highly available has more than one replica',
  why: 'People plan maintenance by the name: the node is drained because there is a cluster, and the only instance goes down with it.',
  fix: 'Run three replicas that replicate (an operator does that; replicas: 3 of a plain image makes three databases that know nothing of each other), or change the name.',
  source: 'Running Databases on Kubernetes guide, 12 (3 instances); Kubernetes docs, Run a Replicated Stateful Application',
  severity: Severity.HYGIENE,
  check: (manifest, among) => {
    const servers = databaseContainersOf(manifest);
    if (servers.length === 0 || !['Deployment', 'StatefulSet'].includes(manifest.kind) || (manifest.spec?.replicas ?? 1) !== 1) return [];
    const { name, namespace = 'default', labels } = manifest.metadata;
    const promise = [name, ...LABELS.map((label) => labels?.[label])].find((text) => text !== undefined && PROMISE.test(text));
    if (promise === undefined) return [];
    // several workloads of one replica each may well make a cluster
    const { engine } = servers[0].image;
    const others = ['Deployment', 'StatefulSet'].flatMap((kind) => among.inNamespace('apps', kind, namespace))
      .filter((other) => other.metadata.name !== name && databaseContainersOf(other).some(({ image }) => image.engine === engine));
    return others.length > 0 ? [] : [{ found: `${manifest.kind} ${name} is called "${promise}" and has one replica`, path: ['spec', 'replicas'] }];
  },
});
