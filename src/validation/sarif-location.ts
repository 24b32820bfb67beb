import { resolve, sep } from 'path';
import { pathToFileURL } from 'url';
import { pathInside } from './path-inside';
import { Position } from './positions';

/** Where something stands. No end is known: without `endColumn` it is that of the line (SARIF 2.1.0, 3.30.8). */
export function physicalLocation({ file, line, column }: Position): object {
  return { artifactLocation: artifactLocation(file), region: { startLine: line, startColumn: column, endLine: line } };
}

/** Relative to the working folder, which GitHub takes for the root of the repository; what lies outside has a URI of its own. */
export function artifactLocation(file: string): object {
  const inside = pathInside(file);
  if (inside === undefined) return { uri: pathToFileURL(resolve(file)).href };
  // half a surrogate pair, which Windows allows in a name, has no bytes in UTF-8
  return { uri: inside.replace(/\p{Cs}/gu, '\ufffd').split(sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
