import { FieldPath } from '../field';
import { groupOf, Manifest } from '../manifests';
import { objectRule } from '../object-rule';
import { amountOf } from '../readers/amount';
import { databaseContainersOf } from '../readers/database-container';
import { isRecord, listIn } from '../readers/pod-template';
import { Severity } from '../severity';

export const cpuLimit = objectRule({
  id: 'cpu-limit',
  title: 'A database is not throttled while processors are idle',
  why: 'At its CPU limit a container stands still for the rest of every 100 ms, with locks held and clients waiting, whether or not the node has anything else to do. '
    + 'Probes fail, clients open more connections, and it gets slower.',
  fix: 'Remove limits.cpu and let requests.cpu say what the database is guaranteed; where a policy asks for a limit, make it equal to the request and large enough for the peak.',
  source: 'zalando/postgres-operator#2428 (databases throttled far below their limit); kubernetes/kubernetes#67577 and #51135; '
    + 'Running Databases on Kubernetes guide, 9.1 and quiz 4',
  severity: Severity.HYGIENE,
  check: (manifest) => resourcesOf(manifest).flatMap(({ what, resources, path }) => {
    const limit = resources?.limits?.cpu;
    const request = resources?.requests?.cpu ?? limit;
    const [most, least] = [amountOf(limit), amountOf(request)];
    if (most === undefined || least === undefined || (most >= 1 && least >= most)) return [];
    return [{ found: `${what} is throttled at ${limit} CPU (it asks for ${request})`, path: [...path, 'limits', 'cpu'] }];
  }),
});

interface Resources {
  readonly what: string;
  readonly resources: any;
  readonly path: FieldPath;
}

/** By group and kind, where a server's resources stand; `*` is each of a list. */
const FIELDS: Readonly<Record<string, FieldPath>> = {
  'postgresql.cnpg.io/Cluster': ['spec', 'resources'],
  'acid.zalan.do/postgresql': ['spec', 'resources'],
  'postgres-operator.crunchydata.com/PostgresCluster': ['spec', 'instances', '*', 'resources'],
  'pgv2.percona.com/PerconaPGCluster': ['spec', 'instances', '*', 'resources'],
  'pxc.percona.com/PerconaXtraDBCluster': ['spec', 'pxc', 'resources'],
  'ps.percona.com/PerconaServerMySQL': ['spec', 'mysql', 'resources'],
  'psmdb.percona.com/PerconaServerMongoDB': ['spec', 'replsets', '*', 'resources'],
  'mongodbcommunity.mongodb.com/MongoDBCommunity': ['spec', 'statefulSet', 'spec', 'template', 'spec', 'containers', '*', 'resources'],
  'elasticsearch.k8s.elastic.co/Elasticsearch': ['spec', 'nodeSets', '*', 'podTemplate', 'spec', 'containers', '*', 'resources'],
};

function resourcesOf(manifest: Manifest): Resources[] {
  const field = FIELDS[`${groupOf(manifest)}/${manifest.kind}`];
  const servers = databaseContainersOf(manifest);
  return [
    ...servers.map(({ container, path }) => ({ what: `container ${container.name}`, resources: container.resources, path: [...path, 'resources'] })),
    ...(field ? pathsOf(manifest, field).map(({ value, path }) => ({ what: path.slice(1, -1).join('.') || 'each instance', resources: value, path })) : []),
  ];
}

function pathsOf(manifest: Manifest, field: FieldPath): Array<{ value: any; path: FieldPath }> {
  return field.reduce<Array<{ value: any; path: FieldPath }>>((found, key) => found.flatMap(({ value, path }) => {
    if (key === '*') return listIn(value).map((each, i) => ({ value: each, path: [...path, i] }));
    return isRecord(value) && value[key] !== undefined ? [{ value: value[key], path: [...path, key] }] : [];
  }), [{ value: manifest, path: [] }]);
}
