import { Access, Unclosed } from './access';
import { Configuration } from './configuration';
import { DatabaseWorkload } from './database-workload';
import { filesOf, secretBehind } from './mounted-files';
import { RedisUser, redisUsers, UNTOLD_DEFAULT } from './redis-user';
import { Manifests } from '../checklist/manifests';
import { commandOf } from '../checklist/readers/pod-template';
import { Unseen } from '../checklist/unseen';

/** Who may do everything, by the users that the server is told or by the one that it makes itself. */
export function redisAccess(of: DatabaseWorkload, configuration: Configuration, among: Manifests): Access | Unclosed {
  const { settings, files, text } = configuration;
  const aclFile = settings.get('aclfile');
  if (aclFile !== undefined) return byAclFile(aclFile, of, configuration, among);
  const users = redisUsers([...files.map((file) => file.text), usersInArguments(of)].join('\n'));
  const hasPassword = /requirepass|(REDIS|VALKEY)_PASSWORD/.test(text);
  if (users.length > 0) {
    const told = lettingIn(users);
    if (told !== undefined || isTold(users)) return told;
    return new Unclosed(lettingIn([hasPassword ? { ...UNTOLD_DEFAULT, login: 'password' } : UNTOLD_DEFAULT])!);
  }
  if (redisUsers(text).length > 0) return new Unseen('Users of it stand in a file that nothing in the input tells the server to read; name the file by aclfile in redis.conf, or write its lines there.');
  if (hasPassword) return new Unclosed('clients log in as user default, which may do everything (no ACL narrows it)');
  return new Unclosed('it asks for no password: whoever reaches it may do everything');
}

/** With such a file requirepass is ignored (redis.conf of Redis 7.4). */
function byAclFile(path: string, of: DatabaseWorkload, { files, mounts }: Configuration, among: Manifests): Access {
  const file = [...files, ...filesOf(mounts, of.namespace, among).files].find((each) => each.path === path);
  if (!file) {
    const secret = secretBehind(path, mounts);
    const where = secret === undefined ? 'is not in the input' : `comes from Secret ${of.namespace}/${secret}, which no manifest shows`;
    return new Unseen(`Who may do everything stands in ACL file ${path}, which ${where}; put it into a ConfigMap with hashes (#…) for passwords, or waive the rule with where it is seen.`);
  }
  const users = redisUsers(file.text);
  return lettingIn(isTold(users) ? users : [...users, UNTOLD_DEFAULT]);
}

function isTold(users: readonly RedisUser[]): boolean {
  return users.some(({ name }) => name === UNTOLD_DEFAULT.name);
}

function usersInArguments({ server: { container } }: DatabaseWorkload): string {
  // each user's rules are words up to the next option
  const words = commandOf(container).split(/\s+/).map((word) => (word === '--user' ? '\nuser' : word.startsWith('--') ? '\n' : word));
  return words.join(' ');
}

function lettingIn(users: readonly RedisUser[]): string | undefined {
  const anybody = users.find(({ login, may }) => login === 'nothing' && may !== 'little');
  if (anybody) return `user ${anybody.name} needs no password: whoever reaches it may ${anybody.may === 'all' ? 'do everything' : 'read or change data'}`;
  const admin = users.find(({ login, may }) => login === 'password' && may === 'all');
  return admin && `user ${admin.name} may do everything (no rule of its ACL narrows it), and logs in over the network`;
}
