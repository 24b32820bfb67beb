import { check, CheckResult, hasFindings } from './check';
import { jsonReport } from './json-report';
import { prerequisites } from './prerequisites';
import { prerequisitesText } from './prerequisites-text';
import { READERS } from './readers';
import { textReport } from './text-report';
import { asOf } from '../checklist/as-of';
import { Reader } from '../checklist/reader';

/** Where output goes; a process has both. */
export interface Streams {
  readonly stdout: { readonly columns?: number; write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

export interface CheckOptions {
  readonly format: string;
  readonly prerequisites?: boolean;
}

const FOUND_NOTHING = 0;
const FOUND_SOMETHING = 1;
const COULD_NOT_CHECK = 2;

/** Wide enough that most findings take one line. */
const WIDTH_OF_FILES = 140;

/** Runs the command line and returns its exit code: 0 nothing found, 1 findings, 2 wrong usage or something that could not be read. */
export function main(args: readonly string[], streams: Streams = process, readers: readonly Reader[] = READERS): number {
  // loaded only here: the checks above serve others too
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Command, CommanderError, Option }: typeof import('commander') = require('commander');
  let code = FOUND_NOTHING;
  const program = new Command('cdk8s-databases')
    .description('Production checklist for databases on Kubernetes.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => streams.stdout.write(text), writeErr: (text) => streams.stderr.write(text) });
  program.command('check')
    .description('Check the databases in Kubernetes manifests. Exits with 0 when nothing is found, 1 with findings, 2 when something could not be read.')
    .argument('<paths...>', 'files, and directories with all *.yaml, *.yml and *.json below them')
    .addOption(new Option('--format <format>', 'how to write the report').choices(['text', 'json']).default('text'))
    .option('--prerequisites', 'also list what the cluster must already have')
    .action((paths: string[], options: CheckOptions) => {
      const result = check(paths, readers, asOf());
      streams.stdout.write(report(result, options, streams.stdout.columns ?? WIDTH_OF_FILES));
      code = exitCode(result);
    });
  try {
    program.parse(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) streams.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
    return error instanceof CommanderError && error.exitCode === 0 ? FOUND_NOTHING : COULD_NOT_CHECK;
  }
}

function report(result: CheckResult, { format, prerequisites: wanted }: CheckOptions, width: number): string {
  const needs = wanted ? prerequisites(result.manifests) : undefined;
  if (format === 'json') return jsonReport(result, needs);
  return [textReport(result, width), ...(needs ? [prerequisitesText(needs)] : [])].join('\n');
}

function exitCode(result: CheckResult): number {
  if (result.unread.length > 0) return COULD_NOT_CHECK;
  return hasFindings(result) ? FOUND_SOMETHING : FOUND_NOTHING;
}
