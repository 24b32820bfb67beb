/** Throws the one error form of the library: `<prop> must <constraint>, got <value>; <what to do>`. */
export function refuse(prop: string, constraint: string, got: unknown, remedy: string): never {
  throw new Error(`${prop} must ${constraint}, got ${shown(got)}; ${remedy}`);
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  return JSON.stringify(value);
}

/** Refuses anything but an integer of at least `min` and at most `max`. */
export function requireInteger(prop: string, value: number, min: number, max: number, remedy: string): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    refuse(prop, `be a whole number ${range}`, value, remedy);
  }
}

/** Refuses a string that is missing, empty or only white space, or so long that an object full of such would be too large for Kubernetes. */
export function requireText(prop: string, value: string, remedy: string): void {
  if (typeof value !== 'string' || value.trim() === '') refuse(prop, 'not be empty', value, remedy);
  if (value.length > MOST_TEXT) refuse(prop, `be at most ${MOST_TEXT} characters`, `${value.length} characters`, 'shorten it');
}

// all annotations of an object together may have 256 KiB (TotalAnnotationSizeLimitB in apimachinery, v1.36)
const MOST_TEXT = 2048;
