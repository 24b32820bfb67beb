/** What Percona's operator gives to all that it makes for a database (Percona Operator for MongoDB 1.22.0, pkg/naming/labels.go). */
function clusterLabels(database: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'percona-server-mongodb',
    'app.kubernetes.io/instance': database,
    'app.kubernetes.io/managed-by': 'percona-server-mongodb-operator',
    'app.kubernetes.io/part-of': 'percona-server-mongodb',
  };
}

/** Labels of all pods of a replica set, whatever they are to it. */
export function replsetLabels(database: string, replset: string): Record<string, string> {
  return { ...clusterLabels(database), 'app.kubernetes.io/replset': replset };
}

/** Labels of its pods of one kind: those with data, unless something else is said. */
export function mongodLabels(database: string, replset: string, component = 'mongod'): Record<string, string> {
  return { ...clusterLabels(database), 'app.kubernetes.io/component': component, 'app.kubernetes.io/replset': replset };
}

/** Labels of the routers of a sharded database. */
export function mongosLabels(database: string): Record<string, string> {
  return { ...clusterLabels(database), 'app.kubernetes.io/component': 'mongos' };
}
