import { celErrors } from './cel-rules';
import { jsonSchemaErrors } from './json-schema-rules';
import { schemaErrors } from './schema-check';
import { unknownFields } from './structural-rules';

function cluster(spec: object = {}, metadata: object = {}): any {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: 'orders', namespace: 'database', ...metadata },
    spec: { instances: 3, storage: { size: '100Gi' }, ...spec },
  };
}

function objectStore(configuration: object): any {
  return {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: { name: 'backups' },
    spec: { configuration: { destinationPath: 's3://backups/orders', ...configuration } },
  };
}

function native(apiVersion: string, kind: string, body: object, metadata: object = {}): any {
  return { apiVersion, kind, metadata: { name: 'orders', ...metadata }, ...body };
}

function deployment(template: object): any {
  return native('apps/v1', 'Deployment', { spec: { selector: { matchLabels: { app: 'orders' } }, template } });
}

function mongoDbCommunity(spec: object): any {
  return native('mongodbcommunity.mongodb.com/v1', 'MongoDBCommunity', {
    spec: { type: 'ReplicaSet', members: 3, version: '8.0.4', users: [], security: { authentication: { modes: ['SCRAM'] } }, ...spec },
  });
}

describe('accepts', () => {
  test.each([
    ['a small Cluster', cluster()],
    ['quantities as number and as string', cluster({ resources: { requests: { cpu: 2, memory: '8Gi' } } })],
    ['free keys where the schema has a map', cluster({ postgresql: { parameters: { 'max_connections': '200', 'pg_stat_statements.max': '10000' } } })],
    ['an ObjectStore', objectStore({ wal: { compression: 'gzip' } })],
    ['two catalog images of different major versions', native('postgresql.cnpg.io/v1', 'ImageCatalog', {
      spec: { images: [{ major: 17, image: 'postgresql:17' }, { major: 18, image: 'postgresql:18' }] },
    })],
    ['rules with number and string expressions', native('monitoring.coreos.com/v1', 'PrometheusRule', {
      spec: { groups: [{ name: 'orders', rules: [{ alert: 'Down', expr: 'up == 0', for: '5m' }, { record: 'one', expr: 1 }] }] },
    })],
    ['what satisfies CEL only by a default, here dataDurability', cluster({ postgresql: { synchronous: { method: 'any', number: 1 } } })],
    ['anything below a field that preserves unknown ones', native('cert-manager.io/v1', 'ClusterIssuer', {
      spec: {
        acme: {
          server: 'https://acme.example',
          privateKeySecretRef: { name: 'key' },
          solvers: [{ dns01: { webhook: { groupName: 'a', solverName: 'b', config: { anything: [{ goes: 1 }] } } } }],
        },
      },
    })],
    ['a port by number and by name', native('v1', 'Service', {
      spec: { ports: [{ name: 'pg', port: 5432, targetPort: 'postgresql' }, { name: 'metrics', port: 9187, targetPort: 9187 }] },
    })],
    ['the same port with two protocols', native('v1', 'Service', {
      spec: { ports: [{ name: 'tcp', port: 53 }, { name: 'udp', port: 53, protocol: 'UDP' }] },
    })],
    ['a null that is not nullable: the API server drops it', cluster({ description: null })],
    ['a role with a colon in its name', native('rbac.authorization.k8s.io/v1', 'Role', { rules: [] }, { name: 'database:reader' })],
    ['a small MySQL cluster', native('pxc.percona.com/v1', 'PerconaXtraDBCluster', { spec: { pxc: { size: 3, sidecars: [{ name: 'exporter' }] } } })],
    ['a small MongoDB cluster', native('psmdb.percona.com/v1', 'PerconaServerMongoDB', { spec: { image: 'mongodb:8', replsets: [{ name: 'rs0', size: 3 }] } })],
    ['anything in the pod template of a MongoDBCommunity', mongoDbCommunity({ statefulSet: { spec: { template: { spec: { anything: 1 } } } } })],
  ])('%s', (_, manifest) => {
    expect(schemaErrors(manifest)).toEqual([]);
  });
});

describe('refuses, naming the path', () => {
  test.each<[string, any, string]>([
    ['an unknown kind', native('postgresql.cnpg.io/v1', 'Clusters', {}),
      'kind must be one of test/schemas, got postgresql.cnpg.io/v1 Clusters; add it to scripts/fetch-schemas.mjs'],
    ['a version that is not served', { ...cluster(), apiVersion: 'postgresql.cnpg.io/v1beta1' },
      'kind must be one of test/schemas, got postgresql.cnpg.io/v1beta1 Cluster; add it to scripts/fetch-schemas.mjs'],
    ['an unknown field beside known ones', objectStore({ wal: { compresion: 'gzip' } }),
      'spec.configuration.wal.compresion must be a field of the schema, got an unknown one; '
      + 'known here: archiveAdditionalCommandArgs, compression, encryption, maxParallel, restoreAdditionalCommandArgs'],
    ['a wrong type', cluster({ probes: { liveness: { timeoutSeconds: '5' } } }),
      'spec.probes.liveness.timeoutSeconds must be integer, got "5"'],
    ['a fraction where the schema has an integer', cluster({ stopDelay: 1.5 }), 'spec.stopDelay must be integer, got 1.5'],
    ['an integer beyond 32 bits', cluster({ stopDelay: 2147483648 }), 'spec.stopDelay must match format "int32", got 2147483648'],
    ['a number below its minimum', cluster({ instances: 0 }), 'spec.instances must be >= 1, got 0'],
    ['a missing field', { ...cluster(), spec: { storage: { size: '1Gi' }, plugins: [{ enabled: true }] } },
      'spec.plugins[0].name must be set, got nothing'],
    ['null for a field that is required', cluster({ plugins: [{ name: null }] }), 'spec.plugins[0].name must be set, got nothing'],
    ['a value that is not in its enum', objectStore({ wal: { compression: 'rar' } }),
      'spec.configuration.wal.compression must be one of bzip2, gzip, lz4, snappy, xz, zstd, got "rar"'],
    ['a string against its pattern', { ...objectStore({}), spec: { ...objectStore({}).spec, retentionPolicy: '30 days' } },
      'spec.retentionPolicy must match pattern "^[1-9][0-9]*[dwm]$", got "30 days"'],
    ['a quantity that is none, in a custom resource', cluster({ resources: { requests: { memory: '8 GB' } } }),
      'spec.resources.requests.memory must match pattern '
      + '"^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$", got "8 GB"'],
    ['a boolean for a number or string', cluster({ resources: { requests: { cpu: true } } }),
      'spec.resources.requests.cpu must be integer,string, got true'],
    ['data that is not base64', native('v1', 'Secret', { data: { password: 'a' } }), 'data.password must match format "byte", got "a"'],
    ['a second item with the same key', native('monitoring.coreos.com/v1', 'PrometheusRule', {
      spec: { groups: [{ name: 'orders' }, { name: 'other' }, { name: 'orders' }] },
    }), 'spec.groups[2] must be unique in its list, got {"name":"orders"} again; item 0 has it too'],
    ['a key that is only the default said again', native('v1', 'Service', {
      spec: { ports: [{ name: 'a', port: 53 }, { name: 'b', port: 53, protocol: 'TCP' }] },
    }), 'spec.ports[1] must be unique in its list, got {"port":53,"protocol":"TCP"} again; item 0 has it too'],
    ['a forbidden field by CEL', objectStore({ serverName: 'orders' }),
      'spec.configuration must satisfy !has(self.serverName), got false; use the \'serverName\' plugin parameter in the Cluster resource'],
    ['a pair of fields by CEL', cluster({ imageName: 'postgresql:17', imageCatalogRef: { apiGroup: 'postgresql.cnpg.io', kind: 'ImageCatalog', name: 'a', major: 17 } }),
      'spec must satisfy !(has(self.imageCatalogRef) && has(self.imageName)), got false; imageName and imageCatalogRef are mutually exclusive'],
    ['list items that contradict each other, by CEL', native('postgresql.cnpg.io/v1', 'ImageCatalog', {
      spec: { images: [{ major: 17, image: 'postgresql:17.5' }, { major: 17, image: 'postgresql:17.6' }] },
    }), 'spec.images must satisfy self.all(e, self.filter(f, f.major==e.major).size() == 1), got false; Images must have unique major versions'],
    ['what a CEL rule cannot be asked about', native('postgresql.cnpg.io/v1', 'DatabaseRole', {
      spec: { name: 'reader', cluster: { name: 'orders' }, clientCertificate: { enabled: true } },
    }), 'spec must satisfy !has(self.clientCertificate) || !self.clientCertificate.enabled || self.login, got an error: No such key: login; '
      + 'clientCertificate requires the role to have login enabled'],
    ['a manifest without a name', { ...cluster(), metadata: {} }, 'metadata.name must be set, got nothing'],
    ['a name with capitals', cluster({}, { name: 'Orders' }), 'metadata.name must be a DNS-1123 subdomain of at most 253 characters, got "Orders"'],
    ['a Service that starts with a digit', native('v1', 'Service', {}, { name: '1orders' }),
      'metadata.name must be a DNS-1035 label of at most 63 characters, got "1orders"'],
    ['a CronJob too long for the names of its Jobs', native('batch/v1', 'CronJob', {
      spec: { schedule: '0 2 * * *', jobTemplate: { spec: { template: { spec: { containers: [{ name: 'a' }] } } } } },
    }, { name: 'a'.repeat(53) }), `metadata.name must be a DNS-1123 subdomain of at most 52 characters, got "${'a'.repeat(53)}"`],
    ['a namespace with a dot', cluster({}, { namespace: 'a.b' }),
      'metadata.namespace must be a DNS-1123 label of at most 63 characters, got "a.b"'],
    ['an unknown field of metadata', cluster({}, { label: {} }),
      'metadata.label must be a field of the schema, got an unknown one; known here: annotations, creationTimestamp, '
      + 'deletionGracePeriodSeconds, deletionTimestamp, finalizers, generateName, generation, labels, managedFields, name, namespace, '
      + 'ownerReferences, resourceVersion, selfLink, uid'],
    ['a label that is a number', cluster({}, { labels: { tier: 1 } }), 'metadata.labels.tier must be string, got 1'],
    ['a label with a space', cluster({}, { labels: { tier: 'first class' } }),
      'metadata.labels.tier must be at most 63 characters [A-Za-z0-9_.-] that start and end with a letter or digit, got "first class"'],
    ['a label key with two slashes', cluster({}, { labels: { 'a/b/c': '' } }),
      'metadata.labels must have keys of the form [prefix/]name, got "a/b/c"; see "Labels and Selectors", syntax'],
    ['a label of a pod template', deployment({ metadata: { labels: { app: '-' } }, spec: { containers: [{ name: 'a' }] } }),
      'spec.template.metadata.labels.app must be at most 63 characters [A-Za-z0-9_.-] that start and end with a letter or digit, got "-"'],
    ['an annotation key with a space', cluster({}, { annotations: { 'a b': '' } }),
      'metadata.annotations must have keys of the form [prefix/]name, got "a b"; see "Labels and Selectors", syntax'],
    ['too many bytes of annotations', cluster({}, { annotations: { note: 'é'.repeat(131071) } }),
      'metadata.annotations must have at most 262144 bytes in all, got 262146'],
    ['an unknown field of a container', deployment({ spec: { containers: [{ name: 'a', securityContext: { privilged: true } }] } }),
      'spec.template.spec.containers[0].securityContext.privilged must be a field of the schema, got an unknown one; known here: '
      + 'allowPrivilegeEscalation, appArmorProfile, capabilities, privileged, procMount, readOnlyRootFilesystem, runAsGroup, runAsNonRoot, '
      + 'runAsUser, seLinuxOptions, seccompProfile, windowsOptions'],
    ['a MySQL restore to no moment', native('pxc.percona.com/v1', 'PerconaXtraDBClusterRestore', {
      spec: { pxcCluster: 'orders', backupName: 'orders', pitr: { type: 'latest', date: '2026-03-24 10:30:00' } },
    }), 'spec.pitr must satisfy self.type != \'latest\' || ((!has(self.date) || size(self.date) == 0) && (!has(self.gtid) || size(self.gtid) == 0)), '
      + 'got false; Date and GTID should not be set when type is \'latest\''],
    ['an unknown type of MongoDBCommunity', mongoDbCommunity({ type: 'Sharded' }), 'spec.type must be one of ReplicaSet, got "Sharded"'],
  ])('%s', (_, manifest, message) => {
    expect(schemaErrors(manifest)).toEqual([message]);
  });

  test('every mistake of a manifest at once', () => {
    expect(schemaErrors(cluster({ instances: '3', bakup: {} })).map(message => message.split(' ')[0])).toEqual(['spec.bakup', 'spec.instances']);
  });

  test('what is no object', () => {
    expect(schemaErrors(undefined)).toEqual(['manifest must be an object, got undefined']);
  });
});

describe('what no schema in the folder has yet', () => {
  test('(?i) in a pattern ignores case', () => {
    const schema = { type: 'string', pattern: '(?i)^tcp$' };
    expect(jsonSchemaErrors('TCP', schema)).toEqual([]);
    expect(jsonSchemaErrors('UDP', schema)).toEqual(['the object must match pattern "(?i)^tcp$", got "UDP"']);
  });

  test('a nullable field may be null', () => {
    expect(jsonSchemaErrors(null, { type: 'string', nullable: true })).toEqual([]);
    expect(jsonSchemaErrors(null, { type: 'string' })).toEqual(['the object must be string, got null']);
  });

  test('an exclusive minimum excludes it', () => {
    const schema = { properties: { size: { type: 'integer', minimum: 1, exclusiveMinimum: true } } };
    expect(jsonSchemaErrors({ size: 2 }, schema)).toEqual([]);
    expect(jsonSchemaErrors({ size: 1 }, schema)).toEqual(['size must be > 1, got 1']);
  });

  test('preserved unknown fields exempt no declared one', () => {
    const schema = { 'x-kubernetes-preserve-unknown-fields': true, 'properties': { known: { type: 'object', properties: { a: {} } } } };
    expect(unknownFields({ other: { b: 1 }, known: { a: 1 } }, schema)).toEqual([]);
    expect(unknownFields({ known: { b: 1 } }, schema)).toEqual(['known.b must be a field of the schema, got an unknown one; known here: a']);
  });

  test('a CEL rule that fails to evaluate rejects', () => {
    const schema = { 'properties': { a: { type: 'integer' } }, 'x-kubernetes-validations': [{ rule: 'self.a > 0', message: 'a is positive' }] };
    expect(celErrors({ a: 1 }, schema)).toEqual([]);
    expect(celErrors({}, schema)).toEqual(['the object must satisfy self.a > 0, got an error: No such key: a; a is positive']);
  });

  test('a CEL rule sees integers as int, and numbers as double', () => {
    const schema = {
      'properties': { whole: { type: 'integer' }, part: { type: 'number' } },
      'x-kubernetes-validations': [{ rule: 'type(self.whole) == int && type(self.part) == double' }],
    };
    expect(celErrors({ whole: 2, part: 2 }, schema)).toEqual([]);
  });

  test('a CEL rule names fields as Kubernetes escapes them', () => {
    const schema = {
      'properties': { 'namespace': { type: 'string' }, 'a-b': { type: 'string' } },
      'x-kubernetes-validations': [{ rule: 'self.__namespace__ == "x" && self.a__dash__b == "y"' }],
    };
    expect(celErrors({ 'namespace': 'x', 'a-b': 'y' }, schema)).toEqual([]);
  });

  test('a rule about a change is not asked when the object is created', () => {
    const schema = { 'type': 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] };
    expect(celErrors('x', schema)).toEqual([]);
  });
});
