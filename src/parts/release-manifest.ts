import { existsSync, readFileSync } from 'fs';
import { Yaml } from 'cdk8s';
import { Manifest } from '../checklist/manifests';
import { refuse } from '../values/refusal';

/** The objects of an operator's release manifest, in the order of the file, CRDs and all. */
export function readRelease(location: string): Manifest[] {
  return /^https?:\/\//.test(location) ? Yaml.load(location) : parse(readText(location));
}

function readText(path: string): string {
  if (typeof path !== 'string' || !existsSync(path)) {
    refuse('manifest', 'be a file that is there, or a URL', path, 'download the operator\'s release manifest and keep it with the code');
  }
  return readFileSync(path, 'utf8');
}

/** As `Yaml.load` does, without its process for each file and the places of errors: a megabyte of CRDs takes half the time. */
function parse(text: string): Manifest[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml: typeof import('yaml') = require('yaml');
  // kubectl reads 1.1, too: an unquoted 0644 is octal
  return yaml.parseAllDocuments(text, { version: '1.1', prettyErrors: false }).map((document) => {
    if (document.errors.length > 0) refuse('manifest', 'be YAML', document.errors[0].message, 'download it again');
    return document.toJSON();
  }).filter((object) => typeof object?.kind === 'string');
}
