import { configMap, from, run } from './as-people-run-them';
import { foundIn } from './outcomes';

const access = (...manifests: any[]) => foundIn(manifests)['least-privilege'];
const server = (image: string, args: string[] = [], env: object[] = []) => run({ name: 'db', container: { image, args, env } });
const configured = (image: string, args: string[], files: Record<string, string>, env: object[] = []) => [
  configMap('settings', files),
  run({ name: 'db', container: { image, args, env, volumeMounts: [from('settings', '/etc/db')] }, volumes: [{ name: 'settings', configMap: { name: 'settings' } }] }),
];
const NOBODY = 'pass: nobody may log in as superuser';

describe('PostgreSQL by its pg_hba.conf', () => {
  const by = (hba: string) => access(...configured('postgres:17.5', ['-c', 'hba_file=/etc/db/pg_hba.conf'], { 'pg_hba.conf': hba }, [{ name: 'POSTGRES_PASSWORD', value: '$(P)' }]));

  test.each([
    ['what is rejected for some addresses only', 'host all postgres 10.0.0.0/8 reject\nhost all all 0.0.0.0/0 md5', 'fail: pg_hba.conf lets role "postgres", a superuser, in over the network (host all all 0.0.0.0/0 md5)'],
    ['a pattern', 'host all /^p all scram-sha-256', 'fail: pg_hba.conf lets role "postgres", a superuser, in over the network (host all /^p all scram-sha-256)'],
    ['a name in quotes', 'host all "postgres" all scram-sha-256', 'fail: pg_hba.conf lets role "postgres", a superuser, in over the network (host all "postgres" all scram-sha-256)'],
    ['a rejection', 'host all postgres all reject\nhost all all all scram-sha-256', NOBODY],
    ['another role', 'hostssl all shop,"orders" all scram-sha-256', NOBODY],
  ])('%s decides', (_, hba, found) => expect(by(hba)).toBe(found));

  test.each(['host all +dba all scram-sha-256', 'host all @dba.txt all scram-sha-256', 'include dba.conf'])('whether "%s" lets it in is unknown', (hba) => {
    expect(by(hba)).toMatch(/^unknown: /);
  });

  test('clients without TLS are turned away where each is rejected', () => {
    const tls = (hba: string) => foundIn(configured('postgres:17.5', ['-c', 'hba_file=/etc/db/pg_hba.conf', '-c', 'ssl=on'], { 'pg_hba.conf': hba }))['tls-required'];
    expect(tls('hostnossl all all all reject\nhost all all all scram-sha-256')).not.toContain('without TLS are let in');
    expect(tls('hostnossl all all 10.0.0.0/8 reject\nhost all all all scram-sha-256')).toContain('clients without TLS are let in');
  });
});

describe('Redis by its users', () => {
  const byFile = (acl: string, conf = 'aclfile /etc/db/users.acl') => access(...configured('redis:7.4', ['/etc/db/redis.conf'], { 'redis.conf': conf, 'users.acl': acl }));
  const ADMIN = 'fail: user admin may do everything (no rule of its ACL narrows it), and logs in over the network';

  test.each([
    ['a default user that is off', 'user default off\nuser app on #aa ~app:* +@all', NOBODY],
    ['a default user without a password', 'user default on nopass ~* &* +@all', 'fail: user default needs no password: whoever reaches it may do everything'],
    ['a default user without a password that is narrowed', 'user default on nopass ~* +@all -@dangerous', 'fail: user default needs no password: whoever reaches it may read or change data'],
    ['a default user for probes', 'user default on nopass -@all +ping', NOBODY],
    ['a default user with a password', 'user default on #aa ~* +@all', 'fail: user default may do everything (no rule of its ACL narrows it), and logs in over the network'],
    ['no default user', 'user app on #aa ~app:* +@read', 'fail: user default needs no password: whoever reaches it may do everything'],
    ['an admin', 'user default off\nuser admin on #aa ~* +@all', ADMIN],
  ])('%s in an ACL file of a ConfigMap', (_, acl, found) => expect(byFile(acl)).toBe(found));

  test('requirepass does nothing beside an ACL file', () => {
    expect(byFile('user app on #aa ~app:* +@read', 'requirepass ${P}\naclfile /etc/db/users.acl')).toBe('fail: user default needs no password: whoever reaches it may do everything');
  });

  test('an ACL file of a Secret is unknown', () => {
    const manifest = run({ name: 'db', container: { image: 'redis:7.4', args: ['--aclfile', '/acl/users.acl'], volumeMounts: [from('acl', '/acl')] }, volumes: [{ name: 'acl', secret: { secretName: 'users' } }] });
    expect(access(manifest)).toMatch(/^unknown: Who may do everything stands in ACL file \/acl\/users\.acl, which comes from Secret default\/users,/);
  });

  test.each([
    ['user default off\nuser app on >${P} ~app:* +@all', NOBODY],
    ['requirepass ${P}\nuser app on >${P} ~app:* +@all', 'fail: user default may do everything (no rule of its ACL narrows it), and logs in over the network'],
    ['user app on >${P} ~app:* +@all', 'fail: user default needs no password: whoever reaches it may do everything'],
    ['requirepass ${P}\nuser default off', NOBODY],
  ])('in redis.conf %j', (conf, found) => expect(access(...configured('redis:7.4', ['/etc/db/redis.conf'], { 'redis.conf': conf }))).toBe(found));

  test('in arguments', () => {
    expect(access(server('redis:7.4', ['--user', 'default', 'off', '--user', 'app', 'on', '>$(P)', '~app:*', '+@read', '--maxmemory', '1gb']))).toBe(NOBODY);
    expect(access(server('redis:7.4', ['--user', 'default', 'on', 'nopass', '~*', '+@all']))).toBe('fail: user default needs no password: whoever reaches it may do everything');
  });

  test('users in a file that nothing names are unknown', () => expect(byFile('user default off', 'maxmemory 1gb')).toMatch(/^unknown: Users of it stand in a file/));
});

describe('MongoDB', () => {
  const OPEN = 'fail: transitionToAuth lets in whoever reaches it, without a login: it may do everything';
  const byFile = (conf: string) => access(...configured('mongo:8.0', ['--config', '/etc/db/mongod.conf'], { 'mongod.conf': conf }));

  test.each([
    ['--transitionToAuth', server('mongo:8.0', ['--auth', '--transitionToAuth', '--keyFile', '/k'])],
    ['--transitionToAuth beside a root user', server('mongo:8.0', ['--transitionToAuth'], [{ name: 'MONGO_INITDB_ROOT_USERNAME', value: 'root' }])],
  ])('%s lets everybody in', (_, manifest) => expect(access(manifest)).toBe(OPEN));

  test.each([
    ['security:\n  keyFile: /k\n  transitionToAuth: true', OPEN],
    ['security: { keyFile: /k, transitionToAuth: true }', OPEN],
    ['security:\n  authorization: enabled\n  transitionToAuth: false', NOBODY],
    ['security: { authorization: enabled }', NOBODY],
    ['{ "security": { "authorization": "enabled" } }', NOBODY],
    ['security: { authorization: disabled }', 'fail: access control is off (no --auth, no keyFile): whoever reaches it may do everything'],
    ['storage: { dbPath: /data/db }\nsecurity:\n  authorization: "enabled" # since 2024', NOBODY],
  ])('by %j', (conf, found) => expect(byFile(conf)).toBe(found));
});

describe('MySQL and MariaDB', () => {
  const OPEN = 'fail: skip-grant-tables lets in whoever reaches it, with every right and no password';
  const local = { name: 'MYSQL_ROOT_HOST', value: 'localhost' };

  test.each([
    ['an argument of MariaDB', [server('mariadb:11.4', ['--skip-grant-tables'])], OPEN],
    ['a file of MariaDB', [...configured('mariadb:11.4', ['--defaults-file=/etc/db/my.cnf'], { 'my.cnf': '[mysqld]\nskip-grant-tables\n' })], OPEN],
    ['MySQL 5.7', [server('mysql:5.7', ['--skip-grant-tables=1'])], OPEN],
    ['MySQL 8, which then takes no connection over the network', [server('mysql:8.4', ['--skip-grant-tables'], [local])], NOBODY],
    ['a client\'s section', [...configured('mariadb:11.4', ['--defaults-file=/etc/db/my.cnf'], { 'my.cnf': '[mysql]\nskip-grant-tables\n' }, [{ ...local, name: 'MARIADB_ROOT_HOST' }])], NOBODY],
    ['switched off', [server('mariadb:11.4', ['--skip-grant-tables=OFF'], [{ ...local, name: 'MARIADB_ROOT_HOST' }])], NOBODY],
    ['a server without the network', [server('mariadb:11.4', ['--skip-grant-tables', '--skip-networking'], [{ ...local, name: 'MARIADB_ROOT_HOST' }])], NOBODY],
  ])('skip-grant-tables in %s', (_, manifests, found) => expect(access(...manifests)).toBe(found));
});
