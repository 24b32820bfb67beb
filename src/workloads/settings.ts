import { isRecord } from '../checklist/readers/pod-template';

/** Settings of a server by name, as its arguments or a file have them: lower-case, `-` read as `_`. */
export type Settings = ReadonlyMap<string, string>;

/** For example `default-authentication-plugin` and `default_authentication_plugin` are one. */
export function settingName(name: string): string {
  return name.toLowerCase().replace(/-/g, '_');
}

/** PostgreSQL's programs, most of which take a data directory as `-D`; of these not the server's own. */
const PROGRAM = /(^|\/)(postgres|postmaster|initdb|pg_\w+)$/;
const OTHER_TOOL = /(^|\/)pg_(?!ctl$)\w+$/;

/** Options of a command line or of a script that starts a server: `-c name=value`, `--name=value`, `--name value`, `-Ename=value`. */
export function argumentSettings(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  const words = (text.match(/"[^"]*"|'[^']*'|[^\s"']+("[^"]*"|'[^']*')?[^\s"']*/g) ?? []).map((word) => word.replace(/["']/g, ''));
  words.forEach((word, i) => {
    const next = words[i + 1];
    const pair = /^(?:-c|--|-E)?([A-Za-z][\w.-]*)=([^]*)$/.exec(word);
    if (pair && (word.startsWith('-') || words[i - 1] === '-c')) settings.set(settingName(pair[1]), pair[2]);
    const directory = /^-D(\/.*)?$/.exec(word) && (word === '-D' ? next : word.slice(2));
    if (directory?.match(/^[/$]/) && !OTHER_TOOL.test(words.slice(0, i).filter((each) => PROGRAM.test(each)).pop() ?? '')) settings.set('-D', directory);
    const flag = /^--([A-Za-z][\w.-]*)$/.exec(word);
    if (flag) settings.set(settingName(flag[1]), next !== undefined && !next.startsWith('-') ? next : 'on');
  });
  return settings;
}

/** A configuration file: YAML by its name or its sections, otherwise lines of `name = value` or `name value`, of a server's sections only. */
export function fileSettings(path: string, text: string): Map<string, string> {
  return /\.ya?ml$/.test(path) || MONGODB_FILE.test(text) ? yamlSettings(text) ?? nestedSettings(text) : lineSettings(text);
}

/** MongoDB's file is YAML whatever its name (MongoDB 8.0 manual, Configuration File Options). */
const MONGODB_FILE = /^[ \t]*(?:\{[ \t]*)?["']?(storage|net|systemLog|security|replication|processManagement|sharding|operationProfiling|setParameter)["']?:(\s|$)/m;

/** Sections of an option file that a MySQL or MariaDB server reads. */
const SERVER_SECTION = /^(server|mysqld|mariadb|mariadbd|galera)([-\d.]|$)/;

function lineSettings(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  let isServer = true;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[([^\]]+)\]/.exec(line);
    if (section) isServer = SERVER_SECTION.test(section[1]);
    const parts = isServer ? /^([A-Za-z][\w.-]*)(?:\s*=\s*|\s+)(\S.*)$/.exec(line.trim()) : null;
    if (parts) settings.set(settingName(parts[1]), unquoted(parts[2]));
    else if (isServer && /^\s*[a-z][\w-]*\s*$/.test(line)) settings.set(settingName(line.trim()), 'on');
  }
  return settings;
}

/** No configuration nests half as deep, and it keeps recursion off the stack's end. */
const DEEPEST = 100;

/** Every value as it is written; undefined for what is no YAML, say before a template is filled in. */
function yamlSettings(text: string): Map<string, string> | undefined {
  // loaded only here: importing the package must stay fast
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require('js-yaml');
  let file: unknown;
  try {
    file = yaml.load(text, { schema: yaml.FAILSAFE_SCHEMA, json: true, maxDepth: DEEPEST });
  } catch {
    return undefined;
  }
  if (!isRecord(file)) return undefined;
  const settings = new Map<string, string>();
  // an alias names what was read already, and names of names never end
  const read = new Set<unknown>();
  const visit = (value: unknown, name: string) => {
    if (typeof value === 'string') {
      settings.set(settingName(name), value);
    } else if (Array.isArray(value)) {
      if (value.every((item) => typeof item === 'string')) settings.set(settingName(name), value.join(','));
    } else if (isRecord(value) && !read.has(value)) {
      read.add(value);
      for (const [key, inside] of Object.entries(value)) visit(inside, name === '' ? key : `${name}.${key}`);
    }
  };
  visit(file, '');
  return settings;
}

/** The same without a parser: lines of `name: value`, by their indentation. */
function nestedSettings(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  const above: Array<{ indent: number; name: string }> = [];
  for (const line of text.split(/\r?\n/)) {
    const parts = /^(\s*)([A-Za-z][\w.-]*):(.*)$/.exec(line);
    if (!parts) continue;
    const [, { length: indent }, name] = parts;
    const value = parts[3].trim();
    while (above.length > 0 && above[above.length - 1].indent >= indent) above.pop();
    const whole = [...above.map((of) => of.name), name].join('.');
    if (value === '' || value.startsWith('#')) above.push({ indent, name });
    else settings.set(settingName(whole), unquoted(value));
  }
  return settings;
}

function unquoted(value: string): string {
  // a quote in quotes is doubled (PostgreSQL docs, Setting Parameters; YAML 1.2, single-quoted style)
  const quoted = /^'((?:[^']|'')*)'|^"([^"]*)"/.exec(value);
  return quoted ? quoted[1]?.replace(/''/g, '\'') ?? quoted[2] : value.replace(/\s[#;].*$/, '').trimEnd();
}

/** Whether a setting is switched on. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(on|true|yes|1|always|required)$/i.test(value.trim());
}
