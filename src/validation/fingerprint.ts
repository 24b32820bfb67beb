import { createHash } from 'crypto';
import { PROBLEM } from './problem';
import { PlacedProblem, PlacedResult, Subject } from './subject';
import { groupOf } from '../checklist/manifests';
import { Requirement } from '../checklist/rule';

/** Tells one finding from all others. */
export type Identity = readonly unknown[];

/** What of a result stays the same while lines move: the rule, the object and the field, without the places in lists. */
export function resultIdentity(subject: Subject, { rule, at }: PlacedResult): Identity {
  return identity(subject, rule, (at?.path ?? []).filter((step) => typeof step !== 'number'));
}

/** The same of a problem: the words of an expired waiver change every day. */
export function problemIdentity(subject: Subject, { waiver, found }: PlacedProblem): Identity {
  return identity(subject, PROBLEM, [waiver ?? found]);
}

function identity({ manifest, kind, namespace, name }: Subject, rule: Requirement, more: Identity): Identity {
  return [rule.id, groupOf(manifest), kind, namespace, name, ...more];
}

export function fingerprint(of: Identity): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex');
}

/** Tells what has the same identity apart: how many of it have been there, this one included. */
export function occurrences(): (of: Identity) => number {
  const seen = new Map<string, number>();
  return (of) => {
    const key = JSON.stringify(of);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times;
  };
}
