// What is in BSON byte for byte, which objects of JavaScript do not keep: the order of keys that look like numbers, and types of numbers (bsonspec.org, 1.1).
const { createHash } = require('node:crypto');

/** Count, bytes and a sum of the checksums of documents, whatever their order; `chain` is one of them in their order. */
class Sum {
  constructor(inOrder) {
    this.rows = 0;
    this.bytes = 0;
    // each rolls over by itself
    this.words = new Uint32Array(4);
    this.chain = inOrder ? createHash('sha256') : undefined;
  }

  add(document) {
    this.rows += 1;
    this.bytes += document.length;
    const digest = createHash('sha256').update(document).digest();
    for (let i = 0; i < 4; i++) this.words[i] += digest.readUInt32LE(4 * i);
    if (this.chain) this.chain.update(document);
  }

  get is() {
    const sum = [...this.words].map((word) => word.toString(16).padStart(8, '0')).join('');
    return { rows: this.rows, bytes: this.bytes, sum: this.chain ? `${sum}-${this.chain.digest('hex')}` : sum };
  }
}

/** Lengths of values that always have the same. */
const FIXED = { 0x06: 0, 0x07: 12, 0x09: 8, 0x0a: 0, 0x11: 8, 0x13: 16, 0xff: 0, 0x7f: 0 };

/** A document as [[key, value], …]; a whole number is the same, whatever type it has. */
function entriesOf(buffer) {
  const entries = [];
  for (let at = 4; buffer[at] !== 0;) {
    const type = buffer[at];
    const end = buffer.indexOf(0, at + 1);
    const key = buffer.toString('utf8', at + 1, end);
    const [value, next] = valueOf(type, buffer, end + 1);
    entries.push([key, value]);
    at = next;
  }
  return entries;
}

function valueOf(type, buffer, at) {
  const length = () => buffer.readInt32LE(at);
  const raw = (end) => [{ type, bytes: buffer.toString('hex', at, end) }, end];
  switch (type) {
    case 0x01: return [numberOf(buffer.readDoubleLE(at)), at + 8];
    case 0x10: return [buffer.readInt32LE(at), at + 4];
    case 0x12: return [numberOf(buffer.readBigInt64LE(at)), at + 8];
    case 0x08: return [buffer[at] === 1, at + 1];
    case 0x02: return [buffer.toString('utf8', at + 4, at + 3 + length()), at + 4 + length()];
    case 0x03: return [{ document: entriesOf(buffer.subarray(at, at + length())) }, at + length()];
    case 0x04: return [entriesOf(buffer.subarray(at, at + length())).map(([, value]) => value), at + length()];
    case 0x05: return raw(at + 5 + length());
    case 0x0b: return raw(buffer.indexOf(0, buffer.indexOf(0, at) + 1) + 1);
    case 0x0c: return raw(at + 4 + length() + 12);
    case 0x0d: case 0x0e: return raw(at + 4 + length());
    case 0x0f: return raw(at + length());
    default:
      if (!(type in FIXED)) throw new Error(`BSON has the unknown type ${type}`);
      return raw(at + FIXED[type]);
  }
}

function numberOf(value) {
  const number = Number(value);
  if (typeof value === 'number' ? Number.isFinite(number) && !Object.is(number, -0) : Number.isSafeInteger(number)) return number;
  return { number: Object.is(number, -0) ? '-0' : String(value) };
}

/** Members of a JSON object as `[key, text]` and parts of an array as text, in their order and letter by letter. */
function partsOf(json) {
  const isObject = json[0] === '{';
  const parts = [];
  let from = 1;
  let depth = 0;
  let colon;
  for (let at = 1; at < json.length; at++) {
    const letter = json[at];
    if (letter === '"') at = endOfString(json, at);
    else if ('{['.includes(letter)) depth += 1;
    else if (letter === ':' && depth === 0) colon ??= at;
    else if (depth > 0 && '}]'.includes(letter)) depth -= 1;
    else if (depth === 0 && ',}]'.includes(letter)) {
      const text = json.slice(from, at).trim();
      if (text !== '') parts.push(isObject ? [JSON.parse(json.slice(from, colon)), json.slice(colon + 1, at).trim()] : text);
      [from, colon] = [at + 1, undefined];
    }
  }
  return parts;
}

function endOfString(json, from) {
  let at = from + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
}

Object.assign(exports, { Sum, entriesOf, partsOf });
