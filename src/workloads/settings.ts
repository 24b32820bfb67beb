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

/** A configuration file: YAML by its name, otherwise lines of `name = value` or `name value`, of a server's sections only. */
export function fileSettings(path: string, text: string): Map<string, string> {
  return /\.ya?ml$/.test(path) || /^\s*(storage|net|systemLog|security|replication):\s*$/m.test(text) ? nestedSettings(text) : lineSettings(text);
}

/** Sections of an option file that a MySQL or MariaDB server reads. */
const SERVER_SECTION = /^(server|mysqld|mariadb|mariadbd|galera)([-\d.]|$)/;

function lineSettings(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  let isServer = true;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[([^\]]+)\]/.exec(line);
    if (section) isServer = SERVER_SECTION.test(section[1]);
    const parts = isServer ? /^\s*([A-Za-z][\w.-]*)\s*[=\s]\s*(\S.*?)\s*$/.exec(line) : null;
    if (parts) settings.set(settingName(parts[1]), unquoted(parts[2]));
    else if (isServer && /^\s*[a-z][\w-]*\s*$/.test(line)) settings.set(settingName(line.trim()), 'on');
  }
  return settings;
}

function nestedSettings(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  const above: Array<{ indent: number; name: string }> = [];
  for (const line of text.split(/\r?\n/)) {
    const parts = /^(\s*)([A-Za-z][\w.-]*):\s*(.*?)\s*$/.exec(line);
    if (!parts) continue;
    const [, { length: indent }, name, value] = parts;
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
  return quoted ? quoted[1]?.replace(/''/g, '\'') ?? quoted[2] : value.replace(/\s+[#;].*$/, '');
}

/** Whether a setting is switched on. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(on|true|yes|1|always|required)$/i.test(value.trim());
}
