import { redisUsers } from '../../src/workloads/redis-user';

test.each<[string, string, string]>([
  ['default on nopass ~* &* +@all', 'nothing', 'all'],
  ['default on >secret ~* +@all', 'password', 'all'],
  ['default on #5e884898da28047151d0e56f8dc62927 allkeys allcommands', 'password', 'all'],
  ['default off', 'impossible', 'little'],
  ['default off nopass ~* +@all', 'impossible', 'all'],
  ['default on nopass', 'nothing', 'little'],
  ['default >secret ~* +@all', 'impossible', 'all'],
  ['default on ~* +@all', 'impossible', 'all'],
  ['default on nopass resetpass ~* +@all', 'impossible', 'all'],
  ['default on nopass >secret ~* +@all', 'password', 'all'],
  ['default on >secret <secret ~* +@all', 'impossible', 'all'],
  ['default ON NOPASS ~* +@ALL', 'nothing', 'all'],
  ['probe on nopass -@all +ping', 'nothing', 'little'],
  ['probe on nopass ~* -@all +ping +info', 'nothing', 'little'],
  ['app on >secret ~app:* +@all', 'password', 'much'],
  ['app on >secret ~* +@all -@dangerous', 'password', 'much'],
  ['app on >secret ~* +@all -flushall', 'password', 'much'],
  ['app on >secret %R~* +@read', 'password', 'much'],
  ['app on >secret +@all', 'password', 'little'],
  ['app on >secret ~* +@all resetkeys', 'password', 'little'],
  ['app on >secret ~* +@all reset', 'impossible', 'little'],
  ['app on >secret ~app:* +get (~* +@all)', 'password', 'all'],
  ['app on >secret ~app:* +get (~log:* +set +@write)', 'password', 'much'],
])('user %s logs in with %s and may do %s', (rules, login, may) => {
  expect(redisUsers(`user ${rules}`)).toEqual([{ name: rules.split(' ')[0], login, may }]);
});

test('other lines are no users, and of two lines for one user the last counts', () => {
  expect(redisUsers('# user a on\nmaxmemory 1gb\nusername x\n  USER "b" off\r\nuser b on nopass ~* +@all\nuser')).toEqual([{ name: 'b', login: 'nothing', may: 'all' }]);
});
