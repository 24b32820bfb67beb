const MEBIBYTE = 2 ** 20;
/** As the rule storage-headroom has it. */
const MOST_FILLED = 0.8;

/** Bytes of data that go onto a volume which is not to be filled, beside the engine's own logs. */
export function roomBytes(dataMebibytes: number, logMebibytes = 0): number {
  return Math.max(0, Math.floor(dataMebibytes * MOST_FILLED - logMebibytes)) * MEBIBYTE;
}
