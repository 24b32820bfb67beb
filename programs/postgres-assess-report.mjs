// The assessment as a page for whoever moves the database.
import { cell, duration, page, size, table } from './migration-report.mjs';

export function reportOf({ source, target, measured }, findings, settings, at) {
  return page(findings, settings, at, {
    compared: [
      ['PostgreSQL', source.version_words, target.version_words],
      ['wal_level', source.settings.wal_level, target.settings.wal_level],
      ['replication slots in use',
        `${source.slots} of ${source.settings.max_replication_slots}`, `${target.slots} of ${target.settings.max_replication_slots}`],
      ['WAL senders in use', `${source.senders} of ${source.settings.max_wal_senders}`, `${target.senders} of ${target.settings.max_wal_senders}`],
      ['workers of subscriptions', source.settings.max_logical_replication_workers, target.settings.max_logical_replication_workers],
      ['encoding', source.settings.server_encoding, target.settings.server_encoding],
      ['extensions', list(source.extensions), list(target.extensions)],
    ],
    counted: `${source.tables.length} tables (${source.partitioned.length} of them roots of partitions, ${source.inherited.length} by inheritance), `
      + `${source.sequences.length} sequences, ${source.triggers.length} triggers, ${source.generated.length} generated columns; ${size(source.bytes)} in all.`,
    rate: `Write rate: ${size(measured.walPerSecond)}/s of WAL. ${copyOf(measured)}`,
    largest: table('| largest tables | with indexes | rows, about |',
      source.largest.map(({ name, bytes, rows }) => [cell(name), size(bytes), rows < 0 ? 'not analyzed' : rows])),
  });
}

function copyOf({ bytesPerSecond, copySeconds }) {
  if (!bytesPerSecond) return 'There was no row to measure with.';
  return `A sample was read with ${size(bytesPerSecond)}/s: one stream copies all tables in about ${duration(copySeconds)}, `
    + 'not counting what the target takes for indexes.';
}

function list(extensions) {
  return Object.entries(extensions).map(([name, version]) => `${name} ${version}`).join(', ') || 'none';
}
