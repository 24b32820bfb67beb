import { BackupScript, LONGEST } from './backup-script';
import { nameOf, programOf, ShellCommand } from '../checklist/readers/shell-script';

/** A run of a program that dumps a database or copies its files. */
export interface DumpCommand {
  readonly tool: string;
  readonly options: readonly string[];
  /** The files that what it writes ends in; undefined where that cannot be told. */
  readonly targets?: readonly string[];
  /** Why it makes no backup, in words. */
  readonly problem?: string;
}

const TOOL = /^(pg_dump|pg_dumpall|pg_basebackup|mysqldump|mysqlpump|mydumper|mariadb-dump|xtrabackup|innobackupex|mariabackup|mariadb-backup|mongodump)$/;

/** The dumps that a script makes. */
export function dumpsIn({ pipelines }: BackupScript): DumpCommand[] {
  return pipelines.flatMap((pipeline) => pipeline.flatMap((command, i) => {
    const [tool, ...options] = toolIn(command) ?? [];
    return tool === undefined || makesNone(tool, options) ? [] : [dumpOf(tool, options, command, pipeline.slice(i + 1, i + LONGEST))];
  }));
}

/** The tool that a command runs, itself or somewhere else, with its options. */
function toolIn(command: ShellCommand): readonly [string, ...string[]] | undefined {
  const words = programOf(command);
  const at = NAMES.test(nameOf(words[0])) ? -1 : words.findIndex((word) => TOOL.test(nameOf(word)) && isProgram(word));
  return at < 0 ? undefined : [nameOf(words[at]), ...words.slice(at + 1)];
}

function isProgram(word: string): boolean {
  return !word.includes('/') || /(^\$[^/]*|bin)\/[^/]+$/.test(word);
}

/** Tells its version, or prepares or copies back what was backed up (Percona XtraBackup and mariadb-backup, options). */
function makesNone(tool: string, options: readonly string[]): boolean {
  return options.some((option) => /^(--version|--help|-\?|-V)$/.test(option)) || /backup/.test(tool) && options.some((option) => /^--(prepare|copy-back|move-back|decompress)\b/.test(option)) && !options.includes('--backup');
}

/** Programs whose arguments may name a dump, and which make none. */
const NAMES = /^(echo|printf|find|rm|rmdir|ls|ll|which|type|hash|command|test|\[|\[\[|apk|apt|apt-get|yum|dnf|microdnf|pip3?|mkdir|touch|chmod|chown|[ef]?grep|cd|for|case|tail|sort|cut|trap|date|stat|du|df|wc|p?kill|pgrep|pg_restore|pg_isready|createdb|dropdb|psql|mysql|mariadb|mysqladmin|mongorestore|mongosh?|gunzip|zcat)$/;

/** Whether a script makes a backup that `evidence` speaks of, and not only names one: what cleans up, restores and looks does not. */
export function makesBackup(script: BackupScript, evidence: RegExp, image: string): boolean {
  if (dumpsIn(script).some(({ tool }) => evidence.test(tool))) return true;
  const commands = script.pipelines.flat().filter((command) => programOf(command).length > 0);
  const isRestoring = script.pipelines.some((pipeline) => pipeline.some((command, i) => restores(command, i > 0)));
  if (isRestoring && !script.hides && !commands.some((command) => evidence.test(nameOf(programOf(command)[0])))) return false;
  const telling = commands.filter((command) => isTelling(command));
  if (commands.length > 0 && telling.length === 0) return false;
  return evidence.test(telling.map(({ words }) => words.filter((word, i) => i === 0 || !isDumpFile(word)).join(' ')).join('\n'))
    || evidence.test(image) || evidence.test(script.variables.split('\n').filter((line) => !isDumpFile(line)).join('\n'));
}

function restores(command: ShellCommand, isPiped: boolean): boolean {
  const [program, ...options] = programOf(command);
  if (/^(pg_restore|mongorestore)$/.test(nameOf(program))) return true;
  return /^(psql|mysql|mariadb)$/.test(nameOf(program)) && (isPiped || command.reads || options.some((option) => /^(-f|--file)/.test(option)));
}

function isTelling(command: ShellCommand): boolean {
  const words = programOf(command);
  const text = words.join(' ');
  const [tool, ...options] = toolIn(command) ?? [];
  if (tool !== undefined && makesNone(tool, options)) return false;
  if (/^(psql|mysql|mariadb)$/.test(nameOf(words[0]))) return /\bpg_(start_backup|backup_start)\b|\bcopy\b/i.test(text);
  return !NAMES.test(nameOf(words[0])) && !/\b_restore\b|-X\s*DELETE\b|--request[= ]DELETE\b/.test(text)
    && !words.some((word, i) => MANAGES.test(nameOf(words[i - 1])) && UNMAKES.test(word));
}

const MANAGES = /^(wal-g|wal-e|pgbackrest|barman|pbm|medusa)$|^--\w+(=.*)?$/;
/** Of pgBackRest, WAL-G, Barman, PBM and Medusa. */
const UNMAKES = /^(restore|restore-\w+|recover|delete|delete-\w+|backup-fetch|backup-list|wal-fetch|list|list-\w+|expire|info|check|verify|status)$/;

/** A file or a pattern that has the name of a dump in its own: `pg_dump-*.sql`. */
function isDumpFile(word: string): boolean {
  if (/[\s`]|\$\(|\.(sh|bash|py|rb|js|pl)$|bin\//.test(word)) return false;
  const value = word.replace(/^\w+=/, '');
  return !TOOL.test(value) && /pg_dump|pg_basebackup|mysqldump|mysqlpump|mydumper|mariadb-dump|xtrabackup|mariabackup|mongodump/.test(value);
}

/** Programs that carry nothing out of their pod; what else runs may. */
const STAYS = /^(\$\(\)|set|export|local|readonly|declare|cd|echo|printf|sleep|date|exit|return|true|false|:|test|\[|\[\[|trap|for|case|break|continue|shift|read|wait|umask|ls|find|rm|rmdir|mkdir|touch|chmod|chown|cp|mv|ln|tee|tar|split|stat|du|df|wc|head|tail|sort|cut|xargs|basename|dirname|md5sum|sha\d+sum|which|command|type|hash|apk|apt|apt-get|yum|dnf|microdnf|su|gosu|su-exec|runuser|flock|psql|pg_isready|pg_restore|createdb|dropdb|mysql|mysqladmin|mariadb|mongosh?|redis-cli|nodetool|(ba|a|da)?sh)$/;

/** Whether all that a script runs is known to leave what it writes in its pod. */
export function staysInPod({ pipelines, hides }: BackupScript): boolean {
  return !hides && pipelines.flat().every((command) => {
    const [program] = programOf(command);
    return program === undefined || toolIn(command) !== undefined || STAYS.test(nameOf(program)) || FILTER.test(nameOf(program)) || (/^(kubectl|oc)$/.test(nameOf(program)) && command.words.includes('exec'));
  });
}

/** Programs that hand on what they read, and keep nothing. */
const FILTER = /^(gzip|pigz|bzip2|pbzip2|xz|zstd|lz4|lzop|cat|pv|sed|awk|tr|grep|openssl|gpg2?|age|buffer|mbuffer)$/;
/** Programs that make a number or a line of it. */
const COUNTER = /^(wc|md5sum|sha\d+sum|cksum|head|true|:)$/;

function dumpOf(tool: string, options: readonly string[], command: ShellCommand, after: readonly ShellCommand[]): DumpCommand {
  const lacking = lackingIn(tool, options);
  if (lacking !== undefined) return { tool, options, problem: lacking };
  const file = fileOf(tool, options);
  const [says, last] = [`what ${tool} writes is thrown away`, after[after.length - 1] ?? command];
  if (file === '/dev/null') return { tool, options, problem: `${says} (/dev/null)` };
  if (file !== undefined) return { tool, options, targets: [file] };
  // its files lie where it runs
  if (!writesToOutput(tool, options)) return { tool, options };
  const names = after.map((each) => nameOf(programOf(each)[0]));
  if (!names.every((name) => FILTER.test(name) || COUNTER.test(name)) || after.some((each) => each.words.some((word) => /^(-o|-out|--output|-w)/.test(word)))) return { tool, options };
  const counter = names.find((name) => COUNTER.test(name));
  if (counter !== undefined) return { tool, options, problem: `${says} (${counter})` };
  const kept = last.writes.filter((each) => each !== '/dev/null');
  if (last.writes.length > kept.length && kept.length === 0) return { tool, options, problem: `${says} (/dev/null)` };
  return { tool, options, ...(kept.length > 0 && !kept.some((each) => /^(>\(|\/dev\/)/.test(each)) && { targets: kept }) };
}

/** Why a dump is none of the data, in words (pg_dump and pg_dumpall 18; mysqldump 8.4; mariadb-dump 11.8; mydumper 0.19). */
function lackingIn(tool: string, options: readonly string[]): string | undefined {
  const found = options.includes('--section=data') ? undefined : options.find((option) => lacks(tool, option));
  return found === undefined ? undefined : `${tool} with ${found} leaves the data out`;
}

function lacks(tool: string, option: string): boolean {
  if (/^pg_dump/.test(tool) && /^(-s|--schema-only|--no-data|--section=(pre|post)-data)$/.test(option)) return true;
  if (tool === 'pg_dumpall') return /^(-[grt]|--(globals|roles|tablespaces)-only)$/.test(option);
  return /^(mysqldump|mysqlpump|mariadb-dump|mydumper)$/.test(tool) && /^(-d|--no-data|--skip-dump-rows)$/.test(option);
}

/** Options of each tool that name a file or a directory. */
const FILE_OPTIONS: ReadonlyArray<readonly [RegExp, RegExp]> = [
  [/^pg_dump/, /^(-f|--file)$/], [/^pg_basebackup$/, /^(-D|--pgdata)$/], [/^(mysqldump|mysqlpump|mariadb-dump)$/, /^(-r|--result-file|-T|--tab)$/],
  [/^mydumper$/, /^(-o|--outputdir)$/], [/backup(ex)?$/, /^--target-dir$/], [/^mongodump$/, /^(-o|--out|--archive)$/],
];

function fileOf(tool: string, options: readonly string[]): string | undefined {
  const [, names] = FILE_OPTIONS.find(([of]) => of.test(tool))!;
  const found = options.flatMap((option, i) => {
    const pair = /^(--[\w-]+)=(.+)$/.exec(option) ?? /^(-[A-Za-z])([/$~.].*)$/.exec(option);
    if (pair) return names.test(pair[1]) ? [pair[2]] : [];
    // mongodump takes the file of --archive with = only
    return names.test(option) && option !== '--archive' ? options.slice(i + 1, i + 2) : [];
  });
  return found.find((each) => each !== '-' && each !== '/dev/stdout');
}

function writesToOutput(tool: string, options: readonly string[]): boolean {
  if (tool === 'mongodump') return options.some((option) => /^--archive(=-)?$/.test(option) || option === '--out=-') || options.includes('-');
  if (tool === 'mydumper') return options.some((option) => option.startsWith('--stream'));
  if (/backup(ex)?$/.test(tool)) return options.some((option) => option.startsWith('--stream')) || (tool === 'pg_basebackup' && options.some((option) => /^(-D)?-$|^--pgdata=-$/.test(option)));
  return true;
}
