import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Said of no error, until a pod that is up to date runs: asked again in each round (percona-server-mongodb-operator 1.22.0, pbm.go, reconcileBackupVersion). */
const PASSING = ['no ready pods to get pbm-agent version'];

/** What operators log from a moment on. */
export class Logs {
  private readonly before: ReadonlyMap<string, number>;

  /** @param names of the processes, whose logs lie in the folder */
  constructor(private readonly folder: string, public readonly names: readonly string[]) {
    this.before = new Map(names.map((name) => [name, existsSync(this.path(name)) ? statSync(this.path(name)).size : 0]));
  }

  /** Errors in JSON lines, or in klog's, but those about objects in other namespaces, which an earlier scene may have left. */
  public errors(name: string, namespaces: ReadonlySet<string | undefined>): string[] {
    return readFileSync(this.path(name)).subarray(this.before.get(name)).toString().split('\n').flatMap((line) => {
      if (/^E\d{4} /.test(line)) return [line.replace(/^\S+ \S+ +\d+ /, '')];
      const { level, msg, error, namespace } = entry(line);
      return level === 'error' && !PASSING.includes(msg) && (!namespace || namespaces.has(namespace)) ? [`${msg}: ${error}`] : [];
    });
  }

  private path(name: string): string {
    return join(this.folder, `${name}.log`);
  }
}

/** What is written just now may be half a line. */
function entry(line: string): any {
  try {
    return line.startsWith('{') ? JSON.parse(line) : {};
  } catch {
    return {};
  }
}
