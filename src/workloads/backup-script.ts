import { environmentOf } from './environment';
import { filesOf, mountsOf } from './mounted-files';
import { Manifests } from '../checklist/manifests';
import { listIn, PodTemplate } from '../checklist/readers/pod-template';
import { nameOf, programOf, scriptIn, ShellCommand, ShellStep, stepsIn } from '../checklist/readers/shell-script';

/** What a container runs, as far as the input shows it. */
export interface BackupScript {
  /** Every command line, those of scripts in ConfigMaps and those that other commands start included. */
  readonly pipelines: ReadonlyArray<readonly ShellCommand[]>;
  /** Its variables, a line each. */
  readonly variables: string;
  /** Whether something runs that the input does not hold: an image's own program, or a script in it. */
  readonly hides: boolean;
  /** Whether it is told more than the input holds. */
  readonly untold: boolean;
}

export function backupScriptOf(container: any, { spec }: PodTemplate, namespace: string, among: Manifests): BackupScript {
  const words = [...listIn(container.command), ...listIn(container.args)].map(String);
  const { variables, secrets, unseen } = environmentOf(container, namespace, among);
  const mounted = filesOf(mountsOf(container, spec), namespace, among);
  const values = new Map(variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
  const script = scriptIn(words);
  const steps = script === undefined ? [{ joined: ';', pipeline: [{ words, writes: [], reads: false }] } as ShellStep] : stepsIn(script);
  const scripts = mounted.files.filter(({ path }) => words.some((word) => word.includes(path)));
  const own = [...steps, ...scripts.flatMap(({ text }) => stepsIn(text))];
  for (const [name, value] of own.flatMap(({ pipeline }) => pipeline.flatMap(assignedIn))) {
    if (!values.has(name)) values.set(name, value);
  }
  const pipelines = own.flatMap(({ pipeline }) => expanded(pipeline, 0)).map((pipeline) => pipeline.map((command) => resolved(command, values)));
  return {
    pipelines,
    variables: variables.map(({ name, value }) => `${name}=${value ?? ''}`).join('\n'),
    hides: words.length === 0 || pipelines.flat().some((command) => runsHidden(command, scripts.map(({ path }) => path))),
    untold: secrets.length + unseen.length + mounted.unseen.length > 0,
  };
}

/** So many commands of a pipeline are looked at: nobody writes more, and the time stays in proportion to the text. */
export const LONGEST = 50;

/** Stands where the shell itself takes what a command writes. */
const TAKEN: ShellCommand = { words: ['$()'], writes: [], reads: false };

/** With the scripts in quotes and in `$()` that its commands start, in their places. */
function expanded(pipeline: readonly ShellCommand[], depth: number): ShellCommand[][] {
  const inner = depth > 2 ? [] : pipeline.flatMap((command, i) => command.words.flatMap((word) => {
    const isTaken = /^(\w+=)?([$<>]\(|`)/.test(word);
    if (!/\s/.test(word) || NEVER_STARTS.test(nameOf(programOf(command)[0])) || (/^\w+=/.test(word) && !isTaken)) return [];
    const text = isTaken ? word.replace(/^(\w+=)?([$<>]\(|`)/, '').replace(/[)`]$/, '') : word;
    return stepsIn(text).flatMap((step) => expanded(step.pipeline, depth + 1)).map((each) => [
      ...each.slice(0, -1), { ...each[each.length - 1], writes: [...each[each.length - 1].writes, ...(isTaken ? [] : command.writes)] },
      ...(isTaken ? [TAKEN] : pipeline.slice(i + 1, i + LONGEST)),
    ]);
  }));
  return [[...pipeline], ...inner];
}

/** What they are told is text for people or for servers. */
const NEVER_STARTS = /^(echo|printf|psql|mysql|mariadb|mongosh?|curl|wget|logger|awk|sed|grep|jq|test|\[|\[\[)$/;

function assignedIn({ words }: ShellCommand): Array<readonly [string, string]> {
  const from = /^(export|local|readonly|declare)$/.test(words[0] ?? '') ? 1 : 0;
  const end = words.findIndex((word, i) => i >= from && !/^[A-Za-z_]\w*=/.test(word));
  return words.slice(from, end < 0 ? words.length : end).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
}

function resolved({ words, writes, reads }: ShellCommand, values: ReadonlyMap<string, string>): ShellCommand {
  const valued = (word: string) => {
    let known = word;
    // a value may name another variable
    for (let i = 0; i < 3 && known.includes('$'); i++) known = known.replace(/\$(?:\{(\w+)(?::?-[^}]*)?\}|([A-Za-z_]\w*))/g, (all, braced, bare) => values.get(braced ?? bare) ?? all).slice(0, 10_000);
    return known;
  };
  return { words: words.map(valued), writes: writes.map(valued), reads };
}

/** What is written in another language than the shell's is not read. */
const OTHER_LANGUAGE = /^(python[\d.]*|perl|ruby|node|php|java|go)$|\.(py|rb|js|pl|php|jar)$/;

function runsHidden(command: ShellCommand, seen: readonly string[]): boolean {
  const words = programOf(command);
  const isStarter = /^((ba|a|da)?sh|source|\.|kubectl|oc|docker)$/.test(nameOf(words[0]));
  return /^\$/.test(words[0] ?? '') || OTHER_LANGUAGE.test(nameOf(words[0]))
    || words.some((word, i) => (i === 0 || isStarter) && /\S\.(sh|bash|py|rb|js|pl)$/.test(word) && !seen.includes(word));
}
