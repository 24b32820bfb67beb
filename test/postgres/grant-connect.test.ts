import { App, Chart } from 'cdk8s';
import { Capability, ContainerProps, Deployment, EnvValue, SeccompProfileType } from 'cdk8s-plus-28';
import {
  CaDistribution, ConnectAccess, DatabasePlatformProps, GrantConnectOptions, Issuer, PoolerType, PostgresCluster, PostgresClusterProps, SecretRef,
} from '../../src';
import { ORDERS, orders } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { failedRules, ofKind, theOne, written } from '../support/written';

// what Pod Security's level restricted admits
const securityContext = { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } };
const main = { name: 'main', image: 'registry.example.com/app:1', securityContext };

function deployment(chart: Chart, name = 'backend', containers: ContainerProps[] = [main]): Deployment {
  return new Deployment(chart, name, { metadata: { name }, containers });
}

interface Given {
  readonly options?: GrantConnectOptions;
  readonly props?: Partial<PostgresClusterProps>;
  readonly platform?: Partial<DatabasePlatformProps>;
  /** Namespace of the workload; undefined: the database's. */
  readonly namespace?: string;
}

/** A grant to one workload. */
function granted({ options, props, platform, namespace }: Given = {}) {
  const { app, chart, database } = orders(props, platform);
  const workload = deployment(namespace === undefined ? chart : new Chart(app, 'client', { namespace }));
  database.grantConnect(workload, options);
  return { app, chart, database, workload, pod: podOf(app) };
}

function podOf(app: App, name = 'backend'): any {
  return theOne(app, 'Deployment', name).spec.template.spec;
}

function variables(container: any): Record<string, string> {
  return Object.fromEntries((container.env ?? []).map(({ name, value }: any) => [name, value]));
}

function roles(app: App): Record<string, string[]> {
  return Object.fromEntries(theOne(app, 'Cluster', 'orders').spec.managed.roles.map((role: any) => [role.name, role.inRoles ?? []]));
}

describe('a workload beside the database', () => {
  test('gets host, user, CA and verify-full by environment, and the password by a file', () => {
    expect(variables(granted().pod.containers[0])).toEqual({
      PGHOST: 'orders-rw.shop.svc',
      PGPORT: '5432',
      PGDATABASE: 'app',
      PGUSER: 'app',
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: '/etc/databases/orders/ca/ca.crt',
      PGPASSWORD_FILE: '/etc/databases/orders/credentials/password',
      PGSERVICE: 'orders',
      PGSERVICEFILE: '/etc/databases/orders/credentials/pg_service.conf',
    });
  });

  test('mounts the role\'s Secret and of the server\'s Secret the CA only, for reading, in each container', () => {
    const { app, chart, database } = orders();
    database.grantConnect(deployment(chart, 'backend', [main, { ...main, name: 'other' }]));
    const { containers, volumes } = podOf(app);
    expect(volumes).toMatchObject([
      { name: 'orders-credentials', secret: { secretName: 'orders-role-app' } },
      { name: 'orders-ca', secret: { secretName: 'orders-server-tls', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    ]);
    for (const container of containers) {
      expect(container.volumeMounts).toMatchObject([
        { mountPath: '/etc/databases/orders/credentials', readOnly: true }, { mountPath: '/etc/databases/orders/ca', readOnly: true },
      ]);
    }
  });

  test('needs no object that was not there', () => {
    const kinds = (app: App) => written(app).map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();
    expect(kinds(granted().app)).toEqual([...kinds(orders().app), 'Deployment backend', 'NetworkPolicy backend-to-orders'].sort());
  });

  test('reads somebody else\'s Secret as it is, which has no service file', () => {
    const { pod } = granted({ props: { owner: { name: 'app', password: SecretRef.of('app-login') } } });
    expect(pod.volumes[0].secret.secretName).toBe('app-login');
    expect(variables(pod.containers[0])).not.toHaveProperty('PGSERVICE');
    expect(variables(pod.containers[0])).toHaveProperty('PGPASSWORD_FILE');
  });

  test('verifies the operator\'s own CA where the platform has no issuer', () => {
    expect(granted({ platform: { issuer: undefined } }).pod.volumes[1].secret.secretName).toBe('orders-ca');
  });
});

describe('a workload in another namespace', () => {
  test('gets the Secret from the store there, under the same remote key', () => {
    const { app, pod } = granted({ namespace: 'web' });
    const there = theOne(app, 'ExternalSecret', 'orders-role-app', 'web');
    expect(there.spec.data).toEqual(theOne(app, 'ExternalSecret', 'orders-role-app', 'shop').spec.data);
    expect(there.spec.target.template.data['pg_service.conf']).toBe('[orders]\nuser=app\npassword={{ .password }}\n');
    expect(pod.volumes[0].secret.secretName).toBe('orders-role-app');
  });

  test('gets the CA by a Certificate of the same issuer, whose Secret is none that the operator makes', () => {
    const { app, pod } = granted({ namespace: 'web' });
    const certificate = ofKind(app, 'Certificate').find(({ metadata }) => metadata.namespace === 'web');
    expect(certificate.spec.issuerRef).toMatchObject({ kind: 'ClusterIssuer', name: 'internal-ca' });
    expect(pod.volumes[1].secret).toMatchObject({ secretName: certificate.spec.secretName, items: [{ key: 'ca.crt', path: 'ca.crt' }] });
    expect(['orders-ca', 'orders-server']).not.toContain(certificate.spec.secretName);
  });

  test('gets the CA from trust-manager\'s ConfigMap where the platform has a bundle', () => {
    const issuer = Issuer.cluster('internal-ca', { distribution: CaDistribution.trustManagerBundle('bundle', 'root.pem') });
    const { app, pod } = granted({ namespace: 'web', platform: { issuer } });
    expect(pod.volumes[1].configMap).toMatchObject({ name: 'bundle', items: [{ key: 'root.pem', path: 'ca.crt' }] });
    expect(ofKind(app, 'Certificate')).toHaveLength(1);
  });

  test('shares Secret and CA with others there', () => {
    const { app, database } = orders();
    const chart = new Chart(app, 'client', { namespace: 'web' });
    for (const name of ['a', 'b']) database.grantConnect(deployment(chart, name));
    const there = written(app).filter(({ kind, metadata }) => metadata.namespace === 'web' && ['ExternalSecret', 'Certificate'].includes(kind));
    expect(there).toHaveLength(2);
  });

  test.each<[string, Given, string]>([
    ['whose role has a Secret that nothing copies', { props: { owner: { name: 'app', password: SecretRef.of('login') } } },
      'workload must be in namespace shop: the password of role app is in a Secret there that nothing copies, got "web"; '
      + 'let the role\'s password come from the platform\'s secret store'],
    ['that the CA does not reach', { platform: { issuer: Issuer.namespaced('ca') } },
      'workload must be in namespace shop: the CA of the server certificate does not reach others, got "web"; give the platform Issuer.cluster'],
    ['that the operator\'s own CA does not reach', { platform: { issuer: undefined } },
      'workload must be in namespace shop: the CA of the server certificate does not reach others, got "web"; give the platform Issuer.cluster'],
    ['for which there is no secret store', { platform: { secrets: undefined, backups: undefined }, options: { role: 'app2' }, props: { owner: { name: 'app', password: SecretRef.of('login') } } },
      'workload must be in namespace shop where the platform has no secret store, got "web"; give the platform `secrets`'],
  ])('%s is refused', (_, given, message) => {
    expect(() => granted({ ...given, namespace: 'web' })).toThrow(new Error(message));
  });
});

describe('the role', () => {
  test('is the owner who writes, or one that is made and reads', () => {
    expect(roles(granted().app)).toEqual({ app: [] });
    const { app, pod } = granted({ options: { access: ConnectAccess.READ_ONLY } });
    expect(roles(app)).toEqual({ app: [], app_readonly: ['pg_read_all_data'] });
    expect(variables(pod.containers[0])).toMatchObject({ PGHOST: 'orders-ro.shop.svc', PGUSER: 'app_readonly' });
  });

  test('that is named is made once, changes rows and no tables, and has a Secret of its own', () => {
    const { app, chart, database } = orders();
    for (const name of ['a', 'b']) database.grantConnect(deployment(chart, name), { role: 'web_shop' });
    expect(roles(app)).toEqual({ app: [], web_shop: ['pg_read_all_data', 'pg_write_all_data'] });
    expect(theOne(app, 'ExternalSecret', 'orders-role-web-shop').spec.data[0].remoteRef.key).toBe('databases/shop/orders/web_shop');
    expect(database.secret('web_shop').name).toBe('orders-role-web-shop');
    expect(failedRules(app)).toEqual([]);
  });

  test('that is declared is used as it is', () => {
    const reader = { name: 'reader', memberOf: ['pg_monitor'], connectionLimit: 3 };
    const { app, pod } = granted({ props: { roles: [reader] }, options: { role: 'reader', access: ConnectAccess.READ_ONLY } });
    expect(roles(app)).toEqual({ app: [], reader: ['pg_monitor'] });
    expect(variables(pod.containers[0]).PGUSER).toBe('reader');
  });

  test.each([[ConnectAccess.READ_WRITE, ConnectAccess.READ_ONLY], [ConnectAccess.READ_ONLY, ConnectAccess.READ_WRITE]])(
    'of a grant that is %s is not used by one that is %s', (first, second) => {
      const { chart, database } = orders();
      database.grantConnect(deployment(chart, 'a'), { role: 'web', access: first });
      expect(() => database.grantConnect(deployment(chart, 'b'), { role: 'web', access: second })).toThrow(new Error(
        `role must be another one: a grant that is not ${second} has made it, got "web"; leave role out, choose another one, or declare it in roles`));
    });
});

describe('several grants', () => {
  test('of one workload have prefixes, directories and volumes of their own', () => {
    const { app, chart, database } = orders();
    const second = new PostgresCluster(chart, 'Stock', { ...ORDERS, platform: database._settings.platform, name: 'stock' });
    const workload = deployment(chart);
    database.grantConnect(workload);
    database.grantConnect(workload, { prefix: 'REPORTS_', access: ConnectAccess.READ_ONLY });
    second.grantConnect(workload, { prefix: 'STOCK_' });
    const { containers: [container], volumes } = podOf(app);
    expect(variables(container)).toMatchObject({ PGHOST: 'orders-rw.shop.svc', REPORTS_PGHOST: 'orders-ro.shop.svc', STOCK_PGHOST: 'stock-rw.shop.svc' });
    expect(new Set(volumes.map(({ name }: any) => name)).size).toBe(6);
    expect(new Set(container.volumeMounts.map(({ mountPath }: any) => mountPath)).size).toBe(6);
    expect(written(app).flatMap(schemaErrors)).toEqual([]);
  });

  test('with long names keep to Kubernetes\' lengths', () => {
    const { app, pod } = granted({
      props: { name: 'o'.repeat(50) }, options: { prefix: 'P'.repeat(60), role: 'r'.repeat(63), access: ConnectAccess.READ_ONLY }, namespace: 'n'.repeat(63),
    });
    for (const { name } of pod.volumes) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
    expect(written(app).flatMap(schemaErrors)).toEqual([]);
  });
});

describe('a pooled grant', () => {
  const poolers = [{ type: PoolerType.READ_WRITE }, { type: PoolerType.READ_ONLY }];

  test.each([[ConnectAccess.READ_WRITE, 'orders-pooler-rw'], [ConnectAccess.READ_ONLY, 'orders-pooler-ro']])('that is %s leads to %s', (access, pooler) => {
    const { app, pod } = granted({ options: { access, pooled: true }, props: { poolers } });
    expect(variables(pod.containers[0]).PGHOST).toBe(`${pooler}.shop.svc`);
    expect(theOne(app, 'NetworkPolicy', 'backend-to-orders').spec.egress[0].to[0].podSelector).toEqual({ matchLabels: { 'cnpg.io/poolerName': pooler } });
    expect(JSON.stringify(theOne(app, 'NetworkPolicy', pooler).spec.ingress)).toContain('cdk8s.io/metadata.addr');
    expect(JSON.stringify(theOne(app, 'NetworkPolicy', 'orders').spec.ingress)).not.toContain('cdk8s.io/metadata.addr');
  });
});

describe('the policies', () => {
  test('let the workload out to the database and to DNS, and in at the database, and nobody else', () => {
    const { app } = granted({ namespace: 'web' });
    const labels = theOne(app, 'Deployment', 'backend').spec.template.metadata.labels;
    const out = theOne(app, 'NetworkPolicy', 'backend-to-orders', 'web').spec;
    expect(out.policyTypes).toEqual(['Egress']);
    expect(labels).toMatchObject(out.podSelector.matchLabels);
    expect(out.egress.map(({ ports }: any) => ports.map(({ port }: any) => port))).toEqual([[5432], [53, 53]]);
    expect(out.egress[0].to).toEqual([{
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } }, podSelector: { matchLabels: { 'cnpg.io/cluster': 'orders', 'cnpg.io/podRole': 'instance' } },
    }]);
    expect(theOne(app, 'NetworkPolicy', 'orders').spec.ingress).toContainEqual({
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'web' } }, podSelector: { matchLabels: out.podSelector.matchLabels } }],
      ports: [{ port: 5432, protocol: 'TCP' }],
    });
    expect(failedRules(app)).toEqual([]);
  });

  test('leave the workload alone when it says so', () => {
    const { app } = granted({ options: { clientPolicy: false } });
    expect(ofKind(app, 'NetworkPolicy').filter(({ metadata }) => metadata.namespace !== 'shop-drills').map(({ metadata }) => metadata.name)).toEqual(['orders']);
  });
});

describe('a grant is refused', () => {
  const one = { props: { instances: 1 } };
  test.each<[string, Given, string]>([
    ['through a pooler that is not there', { options: { pooled: true } }, 'pooled must go with a pooler of type rw, which the database has not, got true; declare one in poolers, or leave pooled out'],
    ['through a pooler of the other type', { options: { pooled: true, access: ConnectAccess.READ_ONLY }, props: { poolers: [{ type: PoolerType.READ_WRITE }] } },
      'pooled must go with a pooler of type ro, which the database has not, got true; declare one in poolers, or leave pooled out'],
    ['to replicas that are not there', { ...one, options: { access: ConnectAccess.READ_ONLY } },
      'access must be read-write where there are no replicas, got "read-only"; give the database more instances'],
    ['to a database that is not there', { options: { database: 'stock' }, props: { databases: [{ name: 'sales' }] } },
      'database must be one of app, sales, got "stock"; declare it in databases'],
    ['for reading to who owns the database', { options: { access: ConnectAccess.READ_ONLY, role: 'app' } },
      'role must not own a database when access is read-only, got "app"; leave role out, or name one that only reads'],
    ['to a role of PostgreSQL\'s', { options: { role: 'postgres' } },
      'role must not be reserved by PostgreSQL or CloudNativePG (postgres, streaming_replica, pg_*, cnpg_*), got "postgres"; choose another name'],
    ['to a role beyond ASCII', { options: { role: 'größe' } },
      'role must be lower-case letters, digits, "_" and "-", starting with a letter or with "_" and a letter, got "größe"; choose such a name'],
    ...['1A', '_', 'A-', 'Ä', ' '].map((prefix): [string, Given, string] => [`with the prefix "${prefix}"`, { options: { prefix } },
      `prefix must be letters, digits and "_", starting with a letter or with "_" and a letter, got "${prefix}"; write for example "ORDERS_"`]),
  ])('%s', (_, given, message) => {
    expect(() => granted(given)).toThrow(new Error(message));
  });

  test('to a workload without containers', () => {
    const { chart, database } = orders();
    expect(() => database.grantConnect(new Deployment(chart, 'empty'))).toThrow(new Error('workload must have its containers by now, got "chart/empty"; '
      + 'add them before grantConnect: those that come later would not be connected'));
  });

  test('to a workload that the database\'s namespace would not admit, and not in another', () => {
    const { app, chart, database } = orders();
    const open = [{ image: 'registry.example.com/app:1' }];
    expect(() => database.grantConnect(deployment(chart, 'backend', open))).toThrow(new Error('workload must have containers that Pod Security\'s level restricted admits, '
      + 'as the database\'s namespace enforces: main needs capabilities.drop ALL and a seccompProfile, got "chart/backend"; '
      + 'set both in its securityContext, or run the workload in a namespace of its own'));
    expect(() => database.grantConnect(deployment(new Chart(app, 'client', { namespace: 'web' }), 'backend', open))).not.toThrow();
  });

  test('to a workload without a namespace', () => {
    const { app, database } = orders();
    expect(() => database.grantConnect(deployment(new Chart(app, 'client')))).toThrow(new Error('workload must have a namespace, got nothing; set it on the workload or on its Chart'));
  });

  test('twice without another prefix', () => {
    const { database, workload } = granted();
    const again = (options: GrantConnectOptions) => () => database.grantConnect(workload, options);
    const message = (prefix: string) => new Error(`prefix must not lead to variables that container main has: ${prefix}PGHOST, got "${prefix}"; choose another prefix for each database`);
    expect(again({})).toThrow(message(''));
    again({ prefix: 'A' })();
    expect(again({ prefix: 'A' })).toThrow(message('A'));
    expect(again({ prefix: 'a_' })).toThrow(new Error('prefix must lead to a directory of its own: /etc/databases/orders-a is mounted already, got "a_"; '
      + 'choose prefixes that differ in letters or digits'));
  });
});

test('what the workload had stays as it was', () => {
  const { app, chart, database } = orders();
  const workload = deployment(chart, 'backend', [{ ...main, envVariables: { PGAPPNAME: EnvValue.fromValue('web') } }]);
  database.grantConnect(workload);
  expect(variables(podOf(app).containers[0])).toMatchObject({ PGAPPNAME: 'web', PGUSER: 'app' });
});
