/** How many lines end in a text. */
export function lineEnds(text: string): number {
  let number = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) number++;
  return number;
}
