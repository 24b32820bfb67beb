import { CheckResult } from './check';
import { fingerprint, Identity, occurrences, problemIdentity, resultIdentity } from './fingerprint';
import { Prerequisites } from './prerequisites';
import { PROBLEM } from './problem';
import { UnreadFile } from './read-files';
import { artifactLocation, physicalLocation } from './sarif-location';
import { levelOf, SARIF_REQUIREMENTS, sarifRule } from './sarif-rule';
import { placeOf, PlacedResult, Subject, subjectsOf } from './subject';
import { version } from './version';
import { Manifest } from '../checklist/manifests';
import { Requirement } from '../checklist/rule';

/**
 * What was found, for GitHub code scanning and other readers of SARIF 2.1.0 (OASIS). What passes is left out: GitHub reads no `kind` and
 * would show it as an alert (GitHub docs, SARIF support for code scanning, supported properties).
 */
export function sarifReport(result: CheckResult, prerequisites?: Prerequisites): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'cdk8s-databases',
          semanticVersion: version(),
          informationUri: 'https://github.com/cdk8s-databases/cdk8s-databases',
          rules: SARIF_REQUIREMENTS.map(sarifRule),
        },
      },
      invocations: [{
        executionSuccessful: !result.unread.some(({ broken }) => broken),
        toolExecutionNotifications: result.unread.map(notification),
      }],
      columnKind: 'utf16CodeUnits',
      results: subjectsOf(result).flatMap(sarifResults),
      ...(prerequisites && { properties: { prerequisites } }),
    }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

const FINGERPRINT_CHARACTERS = 32;

function notification({ file, line, reason, broken }: UnreadFile): object {
  return {
    level: broken ? 'error' : 'note',
    message: { text: plain(reason) },
    locations: [{ physicalLocation: { artifactLocation: artifactLocation(file), ...(line !== undefined && { region: { startLine: line } }) } }],
  };
}

function sarifResults(subject: Subject): object[] {
  const occurrence = occurrences();
  // not under the name that GitHub reads, primaryLocationLineHash: upload-sarif computes that one from the line, and warns of every other
  // (codeql-action, fingerprints.ts)
  const fingerprints = (of: Identity) => ({
    partialFingerprints: { 'cdk8sDatabasesFinding/v1': `${fingerprint(of).slice(0, FINGERPRINT_CHARACTERS)}:${occurrence(of)}` },
  });
  return [
    ...subject.results.filter(({ outcome }) => outcome !== 'pass').map((result) => ({
      ...common(subject, result.rule, result),
      ...verdict(subject, result),
      ...fingerprints(resultIdentity(subject, result)),
    })),
    ...subject.problems.map((problem) => ({
      ...common(subject, PROBLEM, { ...problem, fix: '' }),
      kind: 'fail',
      level: levelOf(PROBLEM),
      ...fingerprints(problemIdentity(subject, problem)),
    })),
  ];
}

function common(subject: Subject, rule: Requirement, { found, fix, position }: Pick<PlacedResult, 'found' | 'fix' | 'position'>): object {
  const place = `${subject.kind} ${placeOf(subject)}`;
  return {
    ruleId: rule.id,
    ruleIndex: SARIF_REQUIREMENTS.findIndex(({ id }) => id === rule.id),
    message: { text: plain(`${place}: ${/[.!?]$/.test(found) ? found : `${found}.`}${fix === '' ? '' : ` ${fix}`}`) },
    locations: [{
      physicalLocation: physicalLocation(position),
      logicalLocations: [{ name: subject.name, fullyQualifiedName: place, kind: 'resource' }],
    }],
  };
}

/** GitHub reads no suppression: what is waived must not look as bad as what is not. */
function verdict({ manifest }: Subject, { rule, outcome, reason }: PlacedResult): object {
  switch (outcome) {
    case 'unknown': return { kind: 'open', level: 'none' };
    case 'waived': return {
      kind: 'fail',
      level: 'note',
      suppressions: [{ kind: isAnnotated(manifest, reason) ? 'inSource' : 'external', status: 'accepted', justification: reason }],
    };
    default: return { kind: 'fail', level: levelOf(rule) };
  }
}

/** Otherwise the waiver stands in a file of waivers. */
function isAnnotated({ metadata: { annotations = {} } }: Manifest, reason: string | undefined): boolean {
  return Object.values(annotations).some((text) => String(text).includes(JSON.stringify(reason)));
}

/** A message's `[text](place)` is a link and its `{0}` a placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6), which names of strangers must not be. */
function plain(text: string): string {
  return text.replace(/\]\(/g, '\\](').replace(/\{(\d+)\}/g, '{{$1}}');
}
