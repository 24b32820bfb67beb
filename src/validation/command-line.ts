import { writeFileSync } from 'fs';
import { ALL_RULES, ruleOf } from './all-rules';
import { check, CheckResult, FailOn, hasFindings } from './check';
import { FORMATS } from './formats';
import { prerequisites } from './prerequisites';
import { progressOn } from './progress';
import { READERS } from './readers';
import { rulesText, ruleText } from './rules-text';
import { select, Selection } from './select';
import { version } from './version';
import { asOf } from '../checklist/as-of';
import { Reader } from '../checklist/reader';
import { Severity } from '../checklist/severity';

/** Where output goes; a process has both. */
export interface Streams {
  readonly stdout: { readonly columns?: number; write(text: string): unknown };
  readonly stderr: { readonly isTTY?: boolean; write(text: string): unknown };
}

interface Options extends Selection {
  readonly format: string;
  readonly output?: string;
  readonly waivers?: string;
  readonly failOn: FailOn;
  readonly requireDatabase?: boolean;
  readonly prerequisites?: boolean;
}

const FOUND_NOTHING = 0;
const FOUND_SOMETHING = 1;
const COULD_NOT_CHECK = 2;

/** Wide enough that most findings take one line. */
const WIDTH_OF_FILES = 140;

const EXAMPLES = `
Examples:
  cdk8s-databases check manifests/
  helm template orders ./chart | cdk8s-databases check -
  cdk8s-databases check --waivers waivers.yaml --severity outage 'app/**/*.yaml'
Of several choices the first is the default. Exits with 0 when nothing is found,
1 with findings, 2 when something could not be read.`;

/** Runs the command line and returns its exit code: 0 nothing found, 1 findings, 2 wrong usage or something that could not be read. */
export function main(args: readonly string[], streams: Streams = process, readers: readonly Reader[] = READERS): number {
  // loaded only here: the checks above serve others too
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Command, CommanderError, Option }: typeof import('commander') = require('commander');
  let code = FOUND_NOTHING;
  const program = new Command('cdk8s-databases')
    .description('Production checklist for databases on Kubernetes.')
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      outputError: (text, write) => write(`${text.trim().replace(/\s*\n\s*/g, ' ')}\n`),
      getOutHelpWidth: () => streams.stdout.columns ?? WIDTH_OF_FILES,
    });
  program.command('check')
    .summary('check the databases in Kubernetes manifests')
    // the choices stand in the words: all of it is to fit a screen of 24 lines
    .configureHelp({ optionDescription: ({ description }) => description })
    .argument('<paths...>', 'files, directories, patterns, or - for what is piped in')
    .addOption(new Option('--format <format>', Object.keys(FORMATS).join(', ')).choices(Object.keys(FORMATS)).default('text'))
    .option('--output <file>', 'write the report to a file')
    .option('--waivers <file>', 'YAML: rule, reason, expires?, name, namespace?, kind?')
    .addOption(new Option('--severity <severity>', `least that counts: ${Object.values(Severity).reverse().join(', ')}`)
      .choices(Object.values(Severity)).default(Severity.HYGIENE))
    .option('--only <rules>', 'only these rules, separated by commas', ruleIds)
    .option('--skip <rules>', 'not these rules, separated by commas', ruleIds)
    .addOption(new Option('--fail-on <outcome>', 'least outcome that is a finding: fail, unknown').choices(['fail', 'unknown']).default('fail'))
    .option('--require-database', 'exit with 2 when there is no database')
    .option('--prerequisites', 'also list what the cluster must already have')
    .addHelpText('after', EXAMPLES)
    .action((paths: string[], options: Options) => {
      const progress = progressOn(streams.stderr);
      const result = select(check(paths, readers, asOf(), { waivers: options.waivers, progress: progress.show }), options);
      progress.clear();
      writeReport(result, options, streams);
      code = exitCode(result, options);
      if (options.requireDatabase && result.databases.length === 0) program.error(`error: no database in ${paths.join(', ')}`);
    });
  program.command('rules')
    .description('list the rules: id, severity, requirement')
    .action(() => {
      streams.stdout.write(rulesText(ALL_RULES));
    });
  program.command('explain')
    .description('say why a rule is there, and how to meet it')
    .argument('<rule>', 'id of a rule')
    .action((id: string) => {
      streams.stdout.write(ruleText(ruleOf(id)));
    });
  try {
    if (args.length === 0) program.error('error: a command must be given, got none; "cdk8s-databases --help" lists them');
    program.parse(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) streams.stderr.write(`error: ${(error as Error).message}\n`);
    return error instanceof CommanderError && error.exitCode === 0 ? FOUND_NOTHING : COULD_NOT_CHECK;
  }
}

/** May be given several times. */
function ruleIds(text: string, before: readonly string[] = []): string[] {
  const ids = text.split(',').map((id) => id.trim()).filter((id) => id !== '');
  for (const id of ids) ruleOf(id);
  return [...before, ...ids];
}

function writeReport(result: CheckResult, { format, output, failOn, prerequisites: wanted }: Options, { stdout }: Streams): void {
  const width = output === undefined ? stdout.columns ?? WIDTH_OF_FILES : WIDTH_OF_FILES;
  const report = FORMATS[format](result, { width, failOn, ...(wanted && { prerequisites: prerequisites(result.manifests) }) });
  if (output === undefined) stdout.write(report); else writeFileSync(output, report);
}

function exitCode(result: CheckResult, { failOn }: Options): number {
  if (result.unread.some(({ broken }) => broken)) return COULD_NOT_CHECK;
  return hasFindings(result, failOn) ? FOUND_SOMETHING : FOUND_NOTHING;
}
