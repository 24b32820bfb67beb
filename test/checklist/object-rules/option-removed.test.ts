import { configMap, server } from './server';
import { violations } from './violations';
import { optionRemoved } from '../../../src/checklist/object-rules/option-removed';

const ARGS = 'StatefulSet db spec.template.spec.containers.0.args:';
const given = (image: string, args: string) => violations(optionRemoved, server({ image, container: `args: ${args}` }));

test.each([
  ['mysql:8.4.6', '[--default-authentication-plugin=mysql_native_password]',
    'default_authentication_plugin is gone since mysql 8.4, and the image is 8.4.6: authentication_policy takes its place'],
  ['mysql:9.1', '[--mysql-native-password=ON]', 'mysql_native_password is gone since mysql 9.0, and the image is 9.1: caching_sha2_password takes its place'],
  ['mysql:8', '[--query_cache_size=0]', 'query_cache_size is gone since mysql 8.0, and the image is 8'],
  ['postgres:13', '[-c, wal_keep_segments=64]', 'wal_keep_segments is gone since postgresql 13, and the image is 13: wal_keep_size takes its place'],
  ['mongo:7.0', '[--journal]', 'journal is gone since mongodb 6.1, and the image is 7.0'],
])('%s no longer knows %s', (image, args, says) => expect(given(image, args)).toEqual([`${ARGS} ${says}`]));

test.each([
  ['mysql:8.0.36', '[--default-authentication-plugin=mysql_native_password]'],
  ['mysql:8', '[--default-authentication-plugin=mysql_native_password]'],
  ['mysql:latest', '[--query_cache_size=0]'],
  ['mysql:8.4.6', '[--mysql-native-password=ON]'],
  ['mariadb:11.8', '[--query_cache_size=0]'],
  ['postgres:12', '[-c, wal_keep_segments=64]'],
  ['mongo:6', '[--nojournal]'],
])('%s still knows %s, or may', (image, args) => expect(given(image, args)).toEqual([]));

test('a ConfigMap is read with the version of the servers that mount it', () => {
  const mounted = (image: string, text: string) => violations(optionRemoved, configMap('my.cnf', text)
    + server({ image, container: 'volumeMounts: [{ name: config, mountPath: /etc/mysql/conf.d }]', pod: 'volumes: [{ name: config, configMap: { name: config } }]' }));
  expect(mounted('mysql:8.4.6', '[mysqld]\nexpire_logs_days = 7')).toEqual([
    'ConfigMap config data.my.cnf: expire_logs_days is gone since mysql 8.4, and the image is 8.4.6: binlog_expire_logs_seconds takes its place',
  ]);
  expect(mounted('mysql:8.4.6', '[mysqld]\n# expire_logs_days = 7\nloose_expire_logs_days = 7')).toEqual([]);
  expect(mounted('mysql:8.0', '[mysqld]\nexpire_logs_days = 7')).toEqual([]);
  expect(violations(optionRemoved, configMap('my.cnf', 'expire_logs_days = 7'))).toEqual([]);
});

test('operators\' fields are read with their images', () => {
  expect(violations(optionRemoved, `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders }
spec: { imageName: "ghcr.io/cloudnative-pg/postgresql:17.5", postgresql: { parameters: { old_snapshot_threshold: 1h, wal_keep_size: 1GB } } }`)).toEqual([
    'Cluster orders spec.postgresql.parameters.old_snapshot_threshold: old_snapshot_threshold is gone since postgresql 17, and the image is 17.5',
  ]);
});
