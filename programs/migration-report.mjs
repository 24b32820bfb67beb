// The assessment as a page for whoever moves the database: one layout for all engines.

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** `found` is undefined where the servers could not be asked. */
export function page(findings, settings, at, found) {
  const { host, port, database } = settings.source;
  return [
    `# ${settings.name}: ${host}:${port}/${database} to ${settings.target.namespace}/${settings.target.name}, database ${settings.target.database}`,
    '',
    `Assessed at ${at} for the method ${settings.method}.`,
    '',
    ...section('Blocking', findings.filter(({ level }) => level === 'blocking'), 'Nothing: the phase prepare may begin.'),
    ...section('To know', findings.filter(({ level }) => level === 'advisory'), 'Nothing.'),
    ...(found ? told(found) : []),
  ].join('\n');
}

function section(title, findings, none) {
  return [`## ${title}`, '', ...(findings.length === 0 ? [none] : findings.map(item)), ''];
}

function item({ id, words, fix, objects, count }) {
  const more = count > objects.length ? `, and ${count - objects.length} more` : '';
  return `- **${id}**: ${words}. ${fix}${objects.length > 0 ? ` (${objects.join(', ')}${more})` : ''}`;
}

function told({ compared, counted, rate, largest }) {
  return ['## What was found', '', ...table('| | source | target |', compared), '', counted, '', rate, '', ...largest, ''];
}

/** Lines of a table with three columns. */
export function table(heads, rows) {
  return [heads, '|---|---|---|', ...rows.map((cells) => `| ${cells.join(' | ')} |`)];
}

/** A name as what stands in a table. */
export function cell(name) {
  return name.replaceAll('|', '\\|');
}

/** Bytes in words. */
export function size(bytes) {
  if (bytes >= GIB) return `${(bytes / GIB).toFixed(1)} GiB`;
  return bytes >= MIB ? `${(bytes / MIB).toFixed(1)} MiB` : `${Math.ceil(bytes / 1024)} KiB`;
}

/** Seconds in words. */
export function duration(seconds) {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
