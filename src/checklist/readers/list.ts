/** A field that holds a list; empty when it is missing. Throws on anything else, which would be read as no finding at all. */
export function listOf(field: string, value: unknown): readonly any[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((item) => item !== null && item !== undefined)) return value;
  throw new Error(`${field} must be a list without gaps, got ${JSON.stringify(value)}; correct the manifest`);
}
