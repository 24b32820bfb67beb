// The assessment as a page for whoever moves the database.
import { cell, duration, page, size, table } from './migration-report.mjs';

const LARGEST = 10;

export function reportOf(facts, findings, settings, at) {
  return page(findings, settings, at, facts.untrusted ? undefined : found(facts));
}

function found({ source, target, more, copySeconds }) {
  const largest = [...source.collections].filter(({ type }) => type !== 'view').sort((one, other) => other.bytes - one.bytes).slice(0, LARGEST);
  const indexes = source.collections.flatMap((one) => one.indexes);
  return {
    compared: [
      ['MongoDB', source.version, target.version],
      ['featureCompatibilityVersion', source.compatibility || 'not told', target.compatibility || 'not told'],
      ['replica set', source.setName || 'none', target.setName || 'none'],
      ['members', source.hosts.join(', ') || source.me, target.hosts.join(', ') || target.me],
    ].map((cells) => cells.map(cell)),
    counted: `${source.collections.length} collections and views, ${indexes.length} indexes; ${size(source.bytes)} of documents.`,
    rate: `Write rate of the whole server: ${Math.round(more.writesPerSecond)} operations/s. ${copyOf(more, copySeconds)}`,
    largest: table('| largest collections | documents, bytes | documents |', largest.map(({ name, bytes, rows }) => [cell(name), size(bytes), rows])),
  };
}

function copyOf({ bytesPerSecond }, copySeconds) {
  if (!bytesPerSecond) return 'There was no document to measure with.';
  return `A sample was read with ${size(bytesPerSecond)}/s: one stream reads all in about ${duration(copySeconds)}, `
    + 'not counting what the target takes to write and to build indexes.';
}
