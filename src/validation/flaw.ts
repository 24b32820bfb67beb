import type { Document } from './documents';
import { DEEPEST } from './kubectl-yaml';
import { template, Unreadable } from './unreadable';
import { YamlTree } from './yaml-tree';

/** Helm's own words in a value; other templates are alerts, dashboards and secrets, and mean to be applied as they stand. */
const HELM = /\{\{-?\s*([\w$]+\s+)*\(?\$?\.(Values|Release|Chart|Capabilities)\b|\{\{-?\s*include\s/;

/** How js-yaml writes a key that is a mapping, which `{{ .Values.x }}` is. */
const MAPPING_AS_KEY = '[object Object]';

/** A key that is a list is written as its items, which no look at the value can tell. */
function mayHaveListAsKey(text: string): boolean {
  return text.includes(']:') || text.includes('] :') || (text.includes('?') && /^[ \t]*(- +)*\?\s/m.test(text));
}

/** Anchors repeat some text on purpose; nobody needs them to repeat all of it this often. */
const MOST_REPEATED = 20;

/** What is wrong with a document that the parser took. */
export function flawOf({ value, text, linesBefore, index }: Document): Unreadable | undefined {
  const line = linesBefore + 1;
  const mayBeTemplate = text.includes('{{');
  const wrongKey = (at: number) => (mayBeTemplate ? template(at) : new Unreadable('a key that is no string', at));
  const lineOfKey = mayHaveListAsKey(text) ? new YamlTree(text, index).lineOfCollectionAsKey() : undefined;
  if (lineOfKey !== undefined) return wrongKey(linesBefore + lineOfKey);
  const mostNodes = MOST_REPEATED * text.length;
  let nodes = 0;
  const flawIn = (of: any, depth: number): Unreadable | undefined => {
    if (++nodes > mostNodes) return new Unreadable('aliases that multiply until they would fill the memory', line);
    if (depth > DEEPEST) return new Unreadable(`nested deeper than ${DEEPEST} levels`, line);
    if (typeof of === 'string') return mayBeTemplate && !of.includes('\n') && HELM.test(of) ? template(line) : undefined;
    if (typeof of !== 'object' || of === null) return undefined;
    for (const key of Object.keys(of)) {
      if (key === MAPPING_AS_KEY) return wrongKey(line);
      const flaw = flawIn(of[key], depth + 1);
      if (flaw) return flaw;
    }
    return undefined;
  };
  return flawIn(value, 0);
}
