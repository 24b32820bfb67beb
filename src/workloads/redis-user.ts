/** A user of Redis or Valkey, as far as it can do harm. */
export interface RedisUser {
  readonly name: string;
  /** What somebody needs who logs in as it. */
  readonly login: 'nothing' | 'password' | 'impossible';
  /** All that there is; much, as reading and writing; or little, as `PING`. */
  readonly may: 'all' | 'much' | 'little';
}

/** The user that a server makes by itself where no line does (ACLCreateDefaultUser, acl.c, Redis 7.4). */
export const UNTOLD_DEFAULT: RedisUser = { name: 'default', login: 'nothing', may: 'all' };

/** `user` lines of an ACL file or of redis.conf; of two for one name the last counts. */
export function redisUsers(text: string): RedisUser[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim().split(/\s+/)).filter(([word, name]) => word.toLowerCase() === 'user' && name !== undefined);
  return [...new Map(lines.map(([, name, ...rules]) => [bare(name), userOf(bare(name), rules.map(bare))])).values()];
}

/** A user begins with nothing, and each rule changes what those before it said; brackets hold rights besides (Redis docs, ACL, ACL rules). */
function userOf(name: string, rules: readonly string[]): RedisUser {
  const since = rules.slice(rules.lastIndexOf('reset') + 1);
  const text = since.join(' ');
  const own = text.replace(BRACKETS, ' ').split(' ');
  const rights = [own, ...(text.match(BRACKETS) ?? []).map((selector) => selector.slice(1, -1).split(' '))].map(rightOf);
  return { name, login: loginOf(own), may: rights.includes('all') ? 'all' : rights.includes('much') ? 'much' : 'little' };
}

const BRACKETS = /\([^()]*\)/g;

function loginOf(rules: readonly string[]): RedisUser['login'] {
  if (rules.filter((rule) => /^(on|off)$/.test(rule)).pop() !== 'on') return 'impossible';
  const passwords = new Set<string>();
  let isAsked = true;
  for (const rule of rules) {
    if (/^[>#]/.test(rule)) passwords.add(rule);
    if (/^[<!]/.test(rule)) passwords.delete(`${rule.startsWith('<') ? '>' : '#'}${rule.slice(1)}`);
    if (/^(nopass|resetpass)$/.test(rule)) passwords.clear();
    if (/^(nopass|resetpass|[>#].*)$/.test(rule)) isAsked = rule !== 'nopass';
  }
  return !isAsked ? 'nothing' : passwords.size > 0 ? 'password' : 'impossible';
}

const MUCH = /^\+@(read|write|keyspace|admin|dangerous|string|hash|list|set|sortedset|stream|scripting)$/;

function rightOf(rules: readonly string[]): RedisUser['may'] {
  let keys: 'all' | 'some' | 'none' = 'none';
  let commands: RedisUser['may'] = 'little';
  for (const rule of rules.map((each) => each.toLowerCase())) {
    if (/^(allkeys|~\*)$/.test(rule)) keys = 'all';
    else if (rule === 'resetkeys') keys = 'none';
    else if (/^%?\w*~/.test(rule) && keys === 'none') keys = 'some';
    else if (/^(\+@all|allcommands)$/.test(rule)) commands = 'all';
    else if (/^(-@all|nocommands)$/.test(rule)) commands = 'little';
    else if (MUCH.test(rule) && commands === 'little') commands = 'much';
    else if (rule.startsWith('-') && commands === 'all') commands = 'much';
  }
  if (keys === 'none' || commands === 'little') return 'little';
  return keys === 'all' ? commands : 'much';
}

/** The rules' words are read in any case, and in quotes (ACLSetUser, acl.c; sdssplitargs, sds.c). */
function bare(word: string): string {
  const text = word.replace(/^(["'])(.*)\1$/, '$2');
  return /^(on|off|nopass|resetpass|reset)$/i.test(text) ? text.toLowerCase() : text;
}
