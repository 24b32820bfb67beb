import { posix } from 'path';
import { nameOf, programOf, scriptIn, ShellCommand, ShellStep, stepsIn } from './shell-script';
import { Seen, Unseen } from '../unseen';

/** The pod that an archive_command runs in. */
export interface ArchiveGround {
  /** That the server runs in, and relative paths begin at (PostgreSQL docs, Continuous Archiving, Setting Up WAL Archiving). */
  readonly dataDirectory: string;
  /** Values of variables. */
  valueOf(name: string): string | undefined;
  /** Text of a script, as far as the input holds it. */
  scriptAt(path: string): string | undefined;
  /** Why what is copied to a path is lost with the data or the pod, in words; undefined where it is kept. */
  lossAt(path: string): Seen<string | undefined>;
}

/** Why an archive_command keeps nothing, in words without what it is told, which may hold a password; undefined where nothing shows that. */
export function archiveLoss(command: string, ground: ArchiveGround): Seen<string | undefined> {
  const steps = unwrapped(stepsIn(command), ground);
  const hidden = steps.flatMap(({ pipeline }) => pipeline).map((each) => programOf(each)[0] ?? '').find((program) => /^\S+\.(sh|bash|py|pl|rb)$/.test(program));
  const effort = steps.filter(({ pipeline }) => pipeline.some((each) => programOf(each).length > 0));
  if (effort.every(({ pipeline }) => isAlwaysWell(pipeline))) {
    const [only] = effort.map(({ pipeline }) => said(pipeline));
    return only === undefined ? undefined : `archive_command only runs "${only}", which archives nothing and ends well`;
  }
  const end = wellWhatever(effort);
  if (end !== undefined) {
    return `archive_command ends well whatever happens ("${end}"), so the server removes log that was never archived`;
  }
  if (hidden !== undefined) {
    return new Unseen(`What archive_command runs (${hidden}) is not in the input; add the ConfigMap that holds it, or waive the rule with where it is seen.`);
  }
  return lossOfCopies(steps, ground);
}

/** With the scripts that shells are started with, and those of files, in the place of what starts them. */
function unwrapped(steps: readonly ShellStep[], ground: ArchiveGround, depth = 0): ShellStep[] {
  return steps.flatMap((step) => {
    const [first, ...others] = step.pipeline;
    const script = depth < 3 && others.length === 0 && first ? startedBy(first, ground) : undefined;
    const inner = script === undefined ? [] : unwrapped(stepsIn(script), ground, depth + 1);
    return inner.length === 0 ? [step] : inner.map((each, i) => (i === 0 ? { ...each, joined: step.joined } : each));
  });
}

function startedBy(command: ShellCommand, ground: ArchiveGround): string | undefined {
  const words = programOf(command);
  const script = scriptIn(words);
  // of arguments that lost their quotes the words after it belong to it
  if (script !== undefined) return `${words.slice(1, words.indexOf(script)).some((word) => /^-\w*e/.test(word)) ? 'set -e; ' : ''}${/\s/.test(script) ? script : words.slice(words.indexOf(script)).join(' ')}`;
  const [program, ...rest] = /^(ba|a|da)?sh$/.test(nameOf(words[0])) ? words.slice(1).filter((word) => !word.startsWith('-')) : words;
  const text = program === undefined ? undefined : ground.scriptAt(program);
  return text?.replace(/\$\{?(\d)\}?/g, (all, digit) => rest[Number(digit) - 1] ?? all);
}

/** What ends well whatever it is told; `exit` alone ends as what was before it. */
function isAlwaysWell(pipeline: readonly ShellCommand[]): boolean {
  const [program, first] = programOf(pipeline[pipeline.length - 1]);
  return /^(true|:|echo|printf|logger)$/.test(nameOf(program)) || (program === 'exit' && first === '0');
}

function said(pipeline: readonly ShellCommand[]): string {
  const [program] = programOf(pipeline[pipeline.length - 1]);
  return program === 'exit' ? 'exit 0' : nameOf(program);
}

/** What makes a command end well whatever happens, in its words; undefined when it may end badly. */
function wellWhatever(steps: readonly ShellStep[]): string | undefined {
  const programs = steps.flatMap(({ pipeline }) => pipeline.map(programOf));
  const mayEndBadly = programs.some(([program, first]) => /^(false|return|trap|kill)$/.test(program ?? '') || (program === 'exit' && first !== '0')
    || (program === 'set' && /^-(\w*e|o$)/.test(first ?? '')));
  if (mayEndBadly) return undefined;
  let end: string | undefined;
  for (const { joined, pipeline } of steps) {
    const own = isAlwaysWell(pipeline) ? `${joined} ${said(pipeline)}` : undefined;
    if (joined === '||') end = end ?? own;
    else if (joined === '&&') end = end === undefined ? undefined : own;
    else end = own;
  }
  return end;
}

/** Programs that copy on the spot, or take part in it; whatever else runs may carry the log elsewhere. */
const LOCAL = /^(cp|mv|install|rsync|dd|cat|gzip|pigz|bzip2|xz|zstd|lz4|lzop|test|\[|\[\[|mkdir|chmod|chown|sync|ln|touch|rm|echo|printf|logger|true|:|exit|set|sleep|date|return|false)$/;

function lossOfCopies(steps: readonly ShellStep[], ground: ArchiveGround): Seen<string | undefined> {
  const commands = steps.flatMap(({ pipeline }) => pipeline).filter((each) => programOf(each).length > 0);
  if (!commands.every((each) => LOCAL.test(nameOf(programOf(each)[0])))) return undefined;
  const values = new Map(steps.flatMap(({ pipeline }) => pipeline).flatMap(({ words }) => words).flatMap((word) => {
    const pair = /^([A-Za-z_]\w*)=(.*)$/.exec(word);
    return pair ? [[pair[1], pair[2]] as const] : [];
  }));
  const valueOf = (name: string): string | undefined => values.get(name) ?? ground.valueOf(name);
  const targets = commands.flatMap(targetsOf).map((target) => target.replace(/\$\{?([A-Za-z_]\w*)\}?/g, (all, name) => valueOf(name) ?? all));
  const losses = targets.map((target) => {
    if (/[$`~]/.test(target) || /^[\w.@-]+:/.test(target)) return undefined;
    const path = posix.normalize(target.startsWith('/') ? target : `${ground.dataDirectory}/${target}`);
    const loss = ground.lossAt(path);
    return typeof loss === 'string' ? `archive_command copies it to ${posix.dirname(path)}, ${loss}` : loss;
  });
  return losses.includes(undefined) ? undefined : losses[0];
}

/** Where a command writes to. */
function targetsOf(command: ShellCommand): string[] {
  const [program, ...words] = programOf(command);
  const name = nameOf(program);
  const plain = words.filter((word) => !word.startsWith('-'));
  if (/^(cp|mv|install|rsync)$/.test(name)) return words.some((word) => /^(-t|--target-directory)/.test(word)) || plain.length < 2 ? [] : plain.slice(-1);
  if (name === 'dd') return words.flatMap((word) => (word.startsWith('of=') ? word.slice(3) : []));
  if (/^(cat|gzip|pigz|bzip2|xz|zstd|lz4|lzop)$/.test(name)) {
    const option = words.findIndex((word) => word === '-o');
    return [...command.writes.filter((file) => !file.startsWith('/dev/')), ...(option < 0 ? [] : words.slice(option + 1, option + 2))];
  }
  return [];
}
