// What stands in a migration's way, and what somebody should know: one form for all engines.
import { assessedOf } from './migration-assessed.mjs';
import { size } from './migration-report.mjs';

const MOST_OBJECTS = 20;

/** A finding that stops the next phase, where `is` holds. */
export function blocking(id, is, words, fix, objects = []) {
  return is && { id, level: 'blocking', words, fix, count: objects.length, objects: objects.slice(0, MOST_OBJECTS) };
}

export function advisory(id, is, words, fix, objects = []) {
  return is && { ...blocking(id, is, words, fix, objects), level: 'advisory' };
}

/** A finding of those that there are. */
export function each(make, id, objects, words, fix) {
  return make(id, objects.length > 0, words.replace('#', String(objects.length)), fix, objects);
}

/** As a volume is filled at most (volume-room.ts). */
const MOST_FILLED = 0.8;

/** What would fill the target's volume, beside what its other databases hold; advisory where it only takes the room that is to be left. */
export function overfull(what, bytes, settings, others = 0) {
  const room = roomBeside(others, settings);
  const make = bytes + others > settings.target.roomBytes / MOST_FILLED ? blocking : advisory;
  return make('target-volume', bytes > room, `${what} take about ${size(bytes)}, and the target's volume has room for ${size(room)}`, `Enlarge the target's volume by ${missing(bytes, room)}: a database whose volume is full stops.`);
}

/** Bytes that go onto the target's volume beside what its other databases hold. */
export function roomBeside(others, { target: { roomBytes } }) {
  return Math.max(0, roomBytes - others);
}

export function missing(bytes, room) {
  return size(Math.ceil((bytes - room) / MOST_FILLED));
}

/** Those that there are; first what stops the next phase. */
export function blockingFirst(findings) {
  const found = findings.filter(Boolean);
  return [...found.filter(({ level }) => level === 'blocking'), ...found.filter(({ level }) => level === 'advisory')];
}

/** What is published of them; migration-assessed.mjs reads it. */
export function assessment(findings, { settings, at, report }) {
  const counted = (level) => findings.filter((finding) => finding.level === level).length;
  const counts = { blocking: counted('blocking'), advisory: counted('advisory') };
  return {
    words: `${counts.blocking} blocking and ${counts.advisory} advisory findings`,
    more: { report, findings: JSON.stringify({ of: assessedOf(settings), at, ...counts, findings }, undefined, 1) },
  };
}
