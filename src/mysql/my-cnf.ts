import { isOff } from './parameter-units';

/** The options of `[mysqld]` in a text of my.cnf, names with "_", the last one counts (MySQL 8.4 manual, 6.2.2.2, Using Option Files). */
export function mysqldOptions(text: string | undefined): Record<string, string> {
  const options: Record<string, string> = {};
  let isServers = false;
  for (const line of (text ?? '').split('\n').map((each) => each.trim())) {
    const section = /^\[([^\]]*)\]/.exec(line);
    if (section) isServers = /^(mysqld|server)(-\d+\.\d+)?$/.test(section[1].trim());
    if (section || !isServers || line === '' || /^[#;!]/.test(line)) continue;
    const [, name, value = ''] = /^([^=\s]+)\s*(?:=\s*(.*))?$/.exec(line) ?? [];
    if (name !== undefined) Object.assign(options, optionOf(name.replace(/-/g, '_').toLowerCase(), unquoted(value)));
  }
  return options;
}

/** Options that are called so, where others of these beginnings are another one turned off (7.1.7). */
const OWN_NAME = /^(skip_(external_locking|grant_tables|host_cache|log_bin|name_resolve|networking|replica_start|show_database|slave_start)|disable_log_bin)$/;

/** Without prefixes that MySQL takes before any name (6.2.2.4): skip_x is x turned off, and with a zero behind it is x turned on. */
function optionOf(name: string, value: string): Record<string, string> {
  if (OWN_NAME.test(name)) return { [name]: value };
  const prefix = /^(skip|disable|enable|loose|maximum)_(?=.)/.exec(name);
  if (!prefix) return { [name]: value };
  const rest = name.slice(prefix[0].length);
  return optionOf(rest, /skip|disable/.test(prefix[1]) ? (isOff(value) ? 'ON' : 'OFF') : value);
}

/** A comment may stand behind a value that is in no quotes. */
function unquoted(value: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(value);
  return quoted ? quoted[2] : value.replace(/\s+#.*$/, '').trim();
}
