import { isUtf8 } from 'buffer';
import { readFileSync, readSync, statSync } from 'fs';
import { Unreadable } from './unreadable';

/** The path that stands for what is piped in. */
export const STANDARD_INPUT = '-';

/** Forty times what etcd takes as one object (1.5 MiB, etcd.io/docs/v3.6/dev-guide/limit); more would not fit into memory as objects. */
const LARGEST_MEBIBYTES = 64;
const LARGEST_BYTES = LARGEST_MEBIBYTES * 1024 * 1024;

/** As git does: a text has no NUL, and what is binary has one soon (buffer_is_binary in git's xdiff-interface.c). */
const LOOKED_AT_BYTES = 8000;

export function readText(path: string): string {
  const bytes = path === STANDARD_INPUT ? standardInput() : fileBytes(path);
  if (isUtf16(bytes)) throw new Unreadable('UTF-16, and kubectl finds the documents of UTF-8 only; save it as UTF-8');
  if (bytes.subarray(0, LOOKED_AT_BYTES).includes(0)) throw new Unreadable('binary, no text', undefined, true);
  if (!isUtf8(bytes)) throw new Unreadable('not UTF-8; save it as UTF-8');
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

function fileBytes(path: string): Buffer {
  if (statSync(path).size > LARGEST_BYTES) throw tooLarge();
  return readFileSync(path);
}

function tooLarge(): Unreadable {
  return new Unreadable(`larger than ${LARGEST_MEBIBYTES} MiB; split it`, undefined, true);
}

/** `readFileSync(0)` fails on a pipe that has nothing to read yet. */
function standardInput(): Buffer {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(64 * 1024);
  for (let size = 0; ;) {
    const read = someBytes(chunk);
    if (read === 0) return Buffer.concat(chunks);
    size += read;
    if (size > LARGEST_BYTES) throw tooLarge();
    chunks.push(Buffer.from(chunk.subarray(0, read)));
  }
}

const MILLISECONDS_BETWEEN_LOOKS = 10;

function someBytes(into: Buffer): number {
  for (;;) {
    try {
      return readSync(0, into);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Windows' word for the end of a pipe
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, MILLISECONDS_BETWEEN_LOOKS);
    }
  }
}

function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
