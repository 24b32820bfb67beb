/** The options of `[mysqld]` in a text of my.cnf, names with "_", the last one counts (MySQL 8.4 manual, 6.2.2.2, Using Option Files). */
export function mysqldOptions(text: string | undefined): Record<string, string> {
  const options: Record<string, string> = {};
  let isServers = false;
  for (const line of (text ?? '').split('\n').map((each) => each.trim())) {
    const section = /^\[([^\]]*)\]/.exec(line);
    if (section) isServers = /^(mysqld|server)(-\d+\.\d+)?$/.test(section[1].trim());
    if (section || !isServers || line === '' || /^[#;!]/.test(line)) continue;
    const [, name, value = ''] = /^([^=\s]+)\s*(?:=\s*(.*))?$/.exec(line) ?? [];
    if (name !== undefined) options[name.replace(/-/g, '_').replace(/^loose_/, '').toLowerCase()] = unquoted(value);
  }
  return options;
}

/** A comment may stand behind a value that is in no quotes. */
function unquoted(value: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(value);
  return quoted ? quoted[2] : value.replace(/\s+#.*$/, '').trim();
}
