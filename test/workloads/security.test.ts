import { CACHE, configMap, from, run, service } from './as-people-run-them';
import { foundIn } from './outcomes';

const CERTIFICATE = {
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'a', namespace: 'default' },
  spec: { secretName: 'certificate', issuerRef: { kind: 'ClusterIssuer', name: 'internal' }, dnsNames: ['*.default.svc'] },
};
const SECRET = { name: 'tls', secret: { secretName: 'certificate' } };

const database = (image: string, args: string[], env: object[] = []) => run({ name: 'db', container: { image, args, env, volumeMounts: [from('tls', '/tls')] }, volumes: [SECRET] });
const tls = (...manifests: any[]) => foundIn([...manifests, service('db', { app: 'db' }), CERTIFICATE])['tls-required'];
const access = (...manifests: any[]) => foundIn(manifests)['least-privilege'];
const secrets = (...manifests: any[]) => foundIn(manifests)['secrets-external'];

const REQUIRED = 'pass: server certificate from ClusterIssuer internal; clients without TLS are turned away';
const OFFERED = 'fail: clients without TLS are let in';

test.each<[string, any, string]>([
  ['MySQL that requires it', database('mysql:8.4', ['--ssl-cert=/tls/tls.crt', '--require-secure-transport=ON']), REQUIRED],
  ['MySQL that offers it', database('mysql:8.4', ['--ssl-cert=/tls/tls.crt']), OFFERED],
  ['MongoDB that requires it', database('mongo:7', ['--tlsMode', 'requireTLS', '--tlsCertificateKeyFile', '/tls/all.pem']), REQUIRED],
  ['MongoDB that prefers it', database('mongo:7', ['--tlsMode', 'preferTLS', '--tlsCertificateKeyFile', '/tls/all.pem']), OFFERED],
  ['Redis on a TLS port only', database('redis:7', ['--port', '0', '--tls-port', '6379', '--tls-cert-file', '/tls/tls.crt']), REQUIRED],
  ['Redis on two ports', database('redis:7', ['--tls-port', '6380', '--tls-cert-file', '/tls/tls.crt']), OFFERED],
  ['Elasticsearch over HTTPS', database('elasticsearch:8.15.0', [], [
    { name: 'xpack.security.http.ssl.enabled', value: 'true' }, { name: 'xpack.security.http.ssl.certificate', value: '/tls/tls.crt' },
  ]), REQUIRED],
])('%s is told by its arguments', (_, manifest, expected) => expect(tls(manifest)).toBe(expected));

test('whether Elasticsearch 8 makes itself a certificate is unknown', () => {
  expect(tls(run({ name: 'db', container: { image: 'elasticsearch:8.15.0' } }))).toMatch(/^unknown: Whether image library\/elasticsearch makes itself a certificate/);
});

test.each<[string, any[], string]>([
  ['trust', [run({ name: 'db', container: { image: 'postgres:17', env: [{ name: 'POSTGRES_HOST_AUTH_METHOD', value: 'trust' }] } })],
    'fail: POSTGRES_HOST_AUTH_METHOD is trust: whoever reaches it may log in as superuser without a password'],
  ['root from this host only', [run({ name: 'db', container: { image: 'mysql:8.4', env: [{ name: 'MYSQL_ROOT_HOST', value: 'localhost' }] } })], 'pass: nobody may log in as superuser'],
  ['an empty password', [run({ name: 'db', container: { image: 'mariadb:11', env: [{ name: 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD', value: '1' }] } })],
    'fail: MARIADB_ALLOW_EMPTY_ROOT_PASSWORD lets in whoever reaches it, with every right and no password'],
  ['access control', [run({ name: 'db', container: { image: 'mongo:7', args: ['--auth', '--replSet', 'rs0'] } })], 'pass: nobody may log in as superuser'],
  ['an ACL file', [run({ name: 'db', container: { image: 'redis:7', args: ['--aclfile', '/acl/users.acl'] } })],
    'unknown: Who may do everything stands in ACL file /acl/users.acl, which is not in the input; put it into a ConfigMap with hashes (#…) for passwords, or waive the rule with where it is seen'],
  ['a password for everybody', [
    configMap('settings', { 'redis.conf': 'requirepass ${PASSWORD}\nmaxmemory 1gb\n' }),
    run({ name: 'db', container: { image: 'redis:7', args: ['/etc/redis/redis.conf'], volumeMounts: [from('settings', '/etc/redis')] }, volumes: [{ name: 'settings', configMap: { name: 'settings' } }] }),
  ], 'fail: clients log in as user default, which may do everything (no ACL narrows it)'],
  ['a password in a file that an init container copies', [
    configMap('settings', { 'redis.conf': 'requirepass ${PASSWORD}\n' }),
    run({
      name: 'db',
      container: { image: 'redis:7', args: ['/etc/redis/redis.conf'], volumeMounts: [from('copy', '/etc/redis/')] },
      init: [{ name: 'copy', image: 'redis:7', command: ['sh', '-c'], args: ['cp /given/redis.conf /etc/redis/redis.conf'], volumeMounts: [from('copy', '/etc/redis/'), from('settings', '/given/')] }],
      volumes: [{ name: 'settings', configMap: { name: 'settings' } }, { name: 'copy', emptyDir: {} }],
    }),
  ], 'fail: clients log in as user default, which may do everything (no ACL narrows it)'],
  ['an environment from a Secret', [run({ name: 'db', container: { image: 'mongo:7', envFrom: [{ secretRef: { name: 'login' } }] } })],
    'unknown: Who may log in as superuser depends on what Secret default/login puts into the environment; name its keys one by one in env'],
])('%s decides who may do everything', (_, manifests, expected) => expect(access(...manifests)).toBe(expected));

const started = (command: string[], volume: object, ...init: object[]) => run({
  name: 'db',
  container: { image: 'redis:7', command, volumeMounts: [from('run', '/run/redis'), from('given', '/given')] },
  init,
  volumes: [{ name: 'run', ...volume }, { name: 'given', configMap: { name: 'given' } }],
});

test.each<[string, any, string]>([
  ['comes from a Secret', started(['redis-server', '/run/redis/redis.conf'], { secret: { secretName: 'settings' } }),
    'unknown: Configuration /run/redis/redis.conf comes from Secret default/settings, which no manifest shows; put all but passwords into a ConfigMap'],
  ['is made by an init container', started(['redis-server', '/run/redis/redis.conf'], { emptyDir: {} },
    { name: 'fill', image: 'busybox:1.37', command: ['sh', '-c', 'sed "s/PASSWORD/$PASSWORD/" /given/redis.conf > /run/redis/redis.conf'], volumeMounts: [from('run', '/run/redis')] }),
  'unknown: Configuration /run/redis/redis.conf is written when the pod starts, and what is in it is not in the input; mount it from a ConfigMap'],
  ['is a copy that the server\'s own command makes', started(['sh', '-c', 'cp /given/redis.conf /run/redis/redis.conf; exec redis-server /run/redis/redis.conf'], { emptyDir: {} }),
    'fail: it asks for no password: whoever reaches it may do everything'],
  ['is the image\'s', run({ name: 'db', container: { image: 'redis:7', args: ['/etc/redis.conf'] } }), 'fail: it asks for no password: whoever reaches it may do everything'],
])('a configuration %s', (_, manifest, expected) => expect(access(manifest, configMap('given', { 'redis.conf': 'maxmemory 1gb\n' }))).toBe(expected));

const sealed = { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', metadata: { name: 'login', namespace: 'default' }, spec: { encryptedData: { password: 'x' } } };

test.each<[string, any[], string]>([
  ['a SealedSecret', [sealed, run({ name: 'db', container: { image: 'postgres:17', envFrom: [{ secretRef: { name: 'login' } }] } })],
    'pass: environment of container "db" (Secret "login"): SealedSecret default/login'],
  ['a file of a Secret', [sealed, run({
    name: 'db',
    container: { image: 'mysql:8.4', env: [{ name: 'MYSQL_ROOT_PASSWORD_FILE', value: '/run/login/password' }], volumeMounts: [from('files', '/run/login')] },
    volumes: [{ name: 'files', secret: { secretName: 'login' } }],
  })], 'pass: MYSQL_ROOT_PASSWORD_FILE (Secret "login"): SealedSecret default/login'],
  ['the CSI driver', [run({
    name: 'db', container: { image: 'postgres:17' }, volumes: [{ name: 'vault', csi: { driver: 'secrets-store.csi.k8s.io', volumeAttributes: { secretProviderClass: 'database' } } }],
  })], 'pass: volume "vault": SecretProviderClass default/database'],
  ['a ConfigMap', [configMap('settings', { POSTGRES_PASSWORD: 'correct-horse' }), run({ name: 'db', container: { image: 'postgres:17', envFrom: [{ configMapRef: { name: 'settings' } }] } })],
    'fail: POSTGRES_PASSWORD: container "db" has its value in the manifest'],
  ['a placeholder', [run({ name: 'db', container: { image: 'postgres:17', env: [{ name: 'POSTGRES_PASSWORD', value: '${PASSWORD}' }] } })],
    'unknown: no Secret is seen that holds a password of it'],
  ['no word that only ends so', [run({ name: 'db', container: { image: 'postgres:17', env: [{ name: 'DB_BYPASS', value: 'hunter22' }, { name: 'POSTGRESQL_PASSWORD_MIN_LENGTH', value: '12' }] } })],
    'unknown: no Secret is seen that holds a password of it'],
  ['a short word', [run({ name: 'db', container: { image: 'postgres:17', env: [{ name: 'DB_PASS', value: 'hunter22' }] } })], 'fail: DB_PASS: container "db" has its value in the manifest'],
  ['a path of Vault', [run({ name: 'db', container: { image: 'postgres:17', env: [{ name: 'POSTGRES_PASSWORD', value: 'secret/data/db#password' }] } })],
    'unknown: no Secret is seen that holds a password of it'],
])('a password comes from %s', (_, manifests, expected) => expect(secrets(...manifests)).toBe(expected));

test('a policy without a rule for the port of clients cuts them off', () => {
  const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'cache', namespace: 'default' }, spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } };
  expect(foundIn([...CACHE, policy])['network-isolated']).toBe('fail: cut off: clients to it on 6379');
});

test('what the node\'s network and a balancer do to a policy is unknown, and without one nothing changes', () => {
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'db', namespace: 'default' },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 5432 }] }] },
  };
  const isolated = (hostNetwork: boolean, ...others: any[]) => {
    const manifest = run({ name: 'db', container: { image: 'postgres:17' } });
    manifest.spec.template.spec.hostNetwork = hostNetwork;
    return foundIn([manifest, ...others])['network-isolated'];
  };
  const balancer = service('db', { app: 'db' });
  Object.assign(balancer.spec, { type: 'LoadBalancer', ports: [{ port: 5432 }] });
  expect(isolated(false, policy)).toMatch(/^pass: /);
  expect(isolated(true, policy)).toMatch(/^unknown: Its pods are on the node's network/);
  expect(isolated(false, policy, balancer)).toMatch(/^unknown: Service db \(LoadBalancer without loadBalancerSourceRanges\) leads from outside to port 5432/);
  expect(isolated(true, balancer)).toBe('fail: no NetworkPolicy selects its pods');
});
