import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { ChangedModule, writeChanged } from './changed-module';
import { progress } from './progress';

const run = promisify(execFile);

/** Programs outlive a checkout, so that a clean one does not link them again. */
const BUILT = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-databases', 'programs');

/** A program that is built from its Go module, as `programs/<folder>/go.mod` pins it. */
export class GoProgram {
  /** Which Go there is; undefined when there is none. */
  public static go(): string | undefined {
    try {
      return execFileSync('go', ['version'], { encoding: 'utf8' }).trim();
    } catch {
      return undefined;
    }
  }

  /** Where the files of a module lie that is only read. */
  public static async moduleFolder(moduleAtVersion: string): Promise<string> {
    const { stdout } = await run('go', ['mod', 'download', '-json', moduleAtVersion], { env: { ...process.env, GOFLAGS: '-mod=mod' } });
    return JSON.parse(stdout).Dir;
  }

  /**
   * @param folder of the wrapper module under `programs/`
   * @param packagePath of its main package, or a file of ours that the module's packages are enough for
   * @param versionFlags what the linker writes into the program for it to know its version
   * @param changed what it says that holds in a pod alone
   */
  constructor(
    private readonly folder: string, private readonly packagePath: string, private readonly versionFlags: readonly string[] = [],
    private readonly changed?: ChangedModule,
  ) {}

  /** What it is built from, besides the module. */
  private get source(): string | Buffer {
    return this.packagePath.endsWith('.go') ? readFileSync(this.packagePath) : this.packagePath;
  }

  /** Builds it unless that was done before, and gives its path. */
  public async build(): Promise<string> {
    const module = join(__dirname, 'programs', this.folder);
    const flags = ['-s', '-w', ...this.versionFlags].join(' ');
    const stamp = createHash('sha256');
    for (const text of [readFileSync(join(module, 'go.mod')), readFileSync(join(module, 'go.sum')), GoProgram.go()!, this.source, flags]) stamp.update(text);
    if (this.changed) stamp.update(JSON.stringify(this.changed));
    const program = join(BUILT, `${this.folder}-${basename(this.packagePath)}-${stamp.digest('hex').slice(0, 16)}`);
    if (existsSync(program)) return program;

    mkdirSync(BUILT, { recursive: true });
    const done = progress(`building ${basename(this.packagePath)} of ${this.folder}`);
    // another run may build the same: whoever is last wins with the same bytes
    const unfinished = `${program}.${process.pid}`;
    const source = `${unfinished}.source`;
    try {
      const more = this.changed ? [`-modfile=${await writeSource(this.changed, module, source)}`] : [];
      await run('go', ['build', '-buildvcs=false', ...more, '-ldflags', flags, '-o', unfinished, this.packagePath], {
        cwd: module, env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' }, maxBuffer: 64 << 20,
      });
    } finally {
      rmSync(source, { recursive: true, force: true });
    }
    renameSync(unfinished, program);
    done();
    return program;
  }
}

/** Puts the changed module in the place of the published one, and gives the go.mod that says so. */
async function writeSource({ module, changes }: ChangedModule, wrapper: string, folder: string): Promise<string> {
  writeChanged(await GoProgram.moduleFolder(module), changes, join(folder, 'module'));
  for (const file of ['go.mod', 'go.sum']) copyFileSync(join(wrapper, file), join(folder, file));
  const goMod = join(folder, 'go.mod');
  await run('go', ['mod', 'edit', `-replace=${module.split('@')[0]}=${join(folder, 'module')}`, goMod]);
  return goMod;
}
