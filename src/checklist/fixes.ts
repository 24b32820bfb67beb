/** By the rule's id, how to meet it in the YAML of whoever runs the database. */
export type Fixes = Readonly<Record<string, string>>;

/** How to meet a rule where these words are given for it; without any words, the constructs and CloudNativePG are spoken of. */
export function fixFor({ id, fix }: { readonly id: string; readonly fix: string }, fixes?: Fixes): string {
  return fixes === undefined ? fix : fixes[id] ?? inYaml(fix);
}

const IN_YAML = 'in YAML: ';

/** The half of a rule's words that is not about the constructs. */
function inYaml(fix: string): string {
  const at = fix.indexOf(IN_YAML);
  return at < 0 ? fix : `I${fix.slice(at + 1)}`;
}
