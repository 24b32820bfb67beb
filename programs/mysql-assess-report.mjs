// The assessment as a page for whoever moves the database.
import { cell, duration, page, size, table } from './migration-report.mjs';

const LARGEST = 10;
const COMPARED = [
  'version', 'version_comment', 'server_id', 'log_bin', 'binlog_format', 'gtid_mode', 'lower_case_table_names', 'max_allowed_packet', 'event_scheduler',
  'sql_mode', 'time_zone',
];

export function reportOf(facts, findings, settings, at) {
  return page(findings, settings, at, facts && found(facts));
}

function found({ source, target, measured, tables }) {
  return {
    compared: COMPARED.map((name) => [name, line(source.variables[name] ?? 'none'), line(target.variables[name] ?? 'none')]),
    counted: `${tables.length} tables, ${source.views.length} views, ${source.routines.length} routines, ${source.triggers.length} triggers, `
      + `${source.events.length} events, ${source.generated.length} generated columns, ${source.partitions.length} tables with partitions; `
      + `${size(measured.bytes)} of rows.`,
    rate: `Write rate: ${size(measured.logPerSecond)}/s of redo log. ${copyOf(measured)}`,
    largest: table('| largest tables | rows of | rows, about |', tables.slice(0, LARGEST).map(({ name, bytes, rows }) => [line(name), size(bytes), rows])),
  };
}

function copyOf({ bytesPerSecond, copySeconds }) {
  if (!bytesPerSecond) return 'There was no row to measure with.';
  return `A sample was read with ${size(bytesPerSecond)}/s: one stream reads all tables in about ${duration(copySeconds)}, `
    + 'and a copy dumps, restores and compares.';
}

function line(text) {
  return cell(String(text).replaceAll('\n', ' '));
}
