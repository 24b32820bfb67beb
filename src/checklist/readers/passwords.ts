import { isPlaceholder } from './placeholder';

/** A connection string's password: in a URL that is no manual's example, in a Go MySQL DSN, and as a word of its own. */
const IN_URL = /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|valkey|cockroachdb|jdbc:\w{1,40})(?:\+\w{1,40}){0,3}:\/\/(?!user(?:name)?:pass(?:word)?@)[^\s:/@"']{0,100}:([^\s@"']{1,200})@/gi;
const IN_GO_DSN = /(?:^|[\s"'=])[\w.-]{1,100}:([^\s@"']{1,200})@(?:tcp|unix)\(/g;
const AS_WORD = /\b(?:password|pwd)=(?:'([^']*)'|([^\s;&'"]+))/gi;
/** What else such a string says. */
const CONNECTION = /\b(host|server|dbname|database|data source)\s*=|\bjdbc:/i;

/** A client's or a server's argument. */
const IN_COMMAND: readonly RegExp[] = [
  /\b(?:mysql|mysqladmin|mysqldump|mysqlcheck|mariadb|mariadb-admin|mariadb-dump)\b[^;&|\n]{0,300}?\s-p(?:'([^']*)'|"([^"]*)"|([^\s'"]+))/g,
  /\b(?:mysql\w{0,20}|mariadb(?:-[a-z]{1,20}){0,2}|mongo\w{0,20}|redis-\w{1,20}|valkey-\w{1,20})\b[^;&|\n]{0,300}?\s--(?:password|requirepass|masterauth|pass)[= ](?:'([^']*)'|"([^"]*)"|([^\s'"]+))/g,
  /\bmongo(?:sh|dump|restore)?\b[^;&|\n]{0,300}?\s-p\s+(?:'([^']*)'|"([^"]*)"|([^\s'"-][^\s'"]*))/g,
  /\b(?:redis|valkey)-cli\b[^;&|\n]{0,300}?\s-a\s+(?:'([^']*)'|"([^"]*)"|([^\s'"]+))/g,
  /\b(?:PGPASSWORD|MYSQL_PWD|REDISCLI_AUTH)=(?:'([^']*)'|"([^"]*)"|([^\s;'"]+))/g,
];

/** Passwords of databases in connection strings; placeholders are none. */
export function passwordsInConnections(text: string): string[] {
  const words = text.split('\n').filter((line) => CONNECTION.test(line));
  return [...found(text, [IN_URL, IN_GO_DSN]), ...words.flatMap((line) => found(line, [AS_WORD]))];
}

/** Passwords of databases among a command's words. */
export function passwordsInCommand(text: string): string[] {
  return found(text, IN_COMMAND);
}

function found(text: string, patterns: readonly RegExp[]): string[] {
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)])
    .map(([, ...groups]) => groups.find((group) => group !== undefined) ?? '')
    .filter((password) => !isPlaceholder(password));
}

const OF_DATABASE = /(^|[_.-])(pg|postgres\w*|mysql|mariadb|mongo(db)?|redis|valkey|cassandra|elastic(search)?|opensearch|db|database|datasource|data[_-]source|sql)([_.-]|$)/i;
const PASSWORD = /(password|passwd|pwd)$/i;
/** `pass` by itself or after a word that says whose, as in `DB_PASS`, `dbPass` and `ROOTPASS`: `BYPASS` and `COMPASS` end so, too. */
const PASS = /(^|[_.\-\d]|db|sql|pg|postgres|mariadb|mongo|redis|valkey|cassandra|elastic|user|root|admin|login|replication)pass$/i;
const CAMEL_PASS = /[a-z]Pass$/;

/** Whether a variable or a key of this name holds a database's password, for example `DB_PASSWORD` or `mysql-root-password`. */
export function namesDatabasePassword(name: string): boolean {
  return /^(PGPASSWORD|MYSQL_PWD|REDISCLI_AUTH)$/.test(name) || (namesPassword(name) && OF_DATABASE.test(name));
}

/** Whether it holds anybody's password. */
export function namesPassword(name: string): boolean {
  return PASSWORD.test(name) || PASS.test(name) || CAMEL_PASS.test(name);
}

/** Whether a name is evidently a database's. */
export function namesDatabase(name: string): boolean {
  return OF_DATABASE.test(name);
}

/** What a switch takes, as in `MYSQL_ALLOW_EMPTY_PASSWORD`. */
export function isSwitch(value: string): boolean {
  return /^(yes|no|true|false|on|off|0|1)$/i.test(value.trim());
}
