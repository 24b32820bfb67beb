import { configMap, server } from './server';
import { violations } from './violations';
import { optionGoing } from '../../../src/checklist/object-rules/option-going';

const mounted = (image: string, text: string) => violations(optionGoing, configMap('my.cnf', text)
  + server({ image, container: 'volumeMounts: [{ name: config, mountPath: /etc/mysql/conf.d }]', pod: 'volumes: [{ name: config, configMap: { name: config } }]' }));

test('what 8.4 refuses is found while 8.0 still takes it', () => {
  expect(mounted('mysql:8.0', '[mysqld]\ndefault-authentication-plugin = mysql_native_password')).toEqual([
    'ConfigMap config data.my.cnf: default_authentication_plugin is gone in mysql 8.4, the next version after 8.0',
  ]);
});

test.each([
  ['mysql:8.4.6', 'default-authentication-plugin = mysql_native_password'],
  ['mysql:8.0', 'authentication_policy = caching_sha2_password'],
  ['mysql:8.0', 'query_cache_size = 0'],
  ['mysql:8', 'expire_logs_days = 7'],
])('nothing of it is left with %s and %s', (image, text) => expect(mounted(image, text)).toEqual([]));
