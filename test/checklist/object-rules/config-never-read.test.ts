import { configMap, server } from './server';
import { violations } from './violations';
import { configNeverRead } from '../../../src/checklist/object-rules/config-never-read';

const AT = 'StatefulSet db spec.template.spec.containers.0.volumeMounts.0.mountPath:';

const mounted = (image: string, mountPath: string, key: string, container = '') => violations(configNeverRead, configMap(key, 'x = 1')
  + server({ image, container: `${container}\n          volumeMounts: [{ name: config, mountPath: ${mountPath} }]`, pod: 'volumes: [{ name: config, configMap: { name: config } }]' }));

test.each([
  ['postgres:17.6', '/docker-entrypoint-initdb.d', 'postgresql.conf', 'only scripts are, and only on an empty data directory'],
  ['mysql:8.4.6', '/docker-entrypoint-initdb.d', 'my.cnf', 'only scripts are, and only on an empty data directory'],
  ['postgres:17.6', '/etc/postgresql', 'postgresql.conf', 'config_file does not name it'],
  ['mysql:8.4.6', '/etc/mysql/conf.d', 'mysql.conf', 'only files that end in .cnf are'],
  ['mongo:8.0.4', '/etc/mongo', 'mongod.conf', '--config does not name it'],
  ['redis:7.4', '/usr/local/etc/redis', 'redis.conf', 'the server is not started with it'],
])('%s never reads %s/%s', (image, path, key, why) => {
  expect(mounted(image, path, key)).toEqual([`${AT} ${key} in ${path} is never read: ${why}`]);
});

test.each([
  ['postgres:17.6', '/docker-entrypoint-initdb.d', 'init.sql', ''],
  ['postgres:17.6', '/etc/postgresql', 'postgresql.conf', 'args: [-c, config_file=/etc/postgresql/postgresql.conf]'],
  ['postgres:17.6', '/etc/postgresql', 'postgresql.conf', 'command: [sh, /start.sh]'],
  ['bitnami/postgresql:17', '/etc/postgresql', 'postgresql.conf', ''],
  ['mysql:8.4.6', '/etc/mysql/conf.d', 'my.cnf', ''],
  ['mongo:8.0.4', '/etc/mongo', 'mongod.conf', 'args: [--config, /etc/mongo/mongod.conf]'],
  ['redis:7.4', '/usr/local/etc/redis', 'redis.conf', 'args: [redis-server, /usr/local/etc/redis/redis.conf]'],
])('%s reads %s/%s', (image, path, key, container) => expect(mounted(image, path, key, container)).toEqual([]));

test('the volume\'s own choice of files counts, without the ConfigMap', () => {
  expect(violations(configNeverRead, server({
    container: 'volumeMounts: [{ name: config, mountPath: /docker-entrypoint-initdb.d }]',
    pod: 'volumes: [{ name: config, configMap: { name: config, items: [{ key: a, path: postgresql.conf }] } }]',
  }))).toEqual([`${AT} postgresql.conf in /docker-entrypoint-initdb.d is never read: only scripts are, and only on an empty data directory`]);
});

describe('a copy of postgresql.conf', () => {
  const copied = (to: string, more = '') => violations(configNeverRead, server({
    container: `env: [{ name: PGDATA, value: /var/lib/postgresql/data/pgdata }]\n          volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]\n          ${more}`,
    pod: `initContainers: [{ name: init, image: busybox, command: [sh, -c, "cp /config/postgresql.conf ${to}"], volumeMounts: [{ name: data, mountPath: /data }] }]`,
  }));

  test('beside the data directory is never read', () => {
    expect(copied('/data/postgresql.conf')).toEqual([
      'StatefulSet db spec.template.spec.initContainers.0.command: '
      + 'init container init copies postgresql.conf to /var/lib/postgresql/data/postgresql.conf, and the server reads it in /var/lib/postgresql/data/pgdata',
    ]);
  });

  test('in it, or named in the arguments, is', () => {
    expect(copied('/data/pgdata/postgresql.conf')).toEqual([]);
    expect(copied('/data/postgresql.conf', 'args: [-c, config_file=/var/lib/postgresql/data/postgresql.conf]')).toEqual([]);
  });
});
