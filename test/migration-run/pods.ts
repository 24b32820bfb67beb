import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kubernetes } from '../cluster/kubernetes';
import { Ended, RunningProgram } from '../programs/running-program';

const PROGRAMS = join(__dirname, '..', '..', 'programs');

/** A pod that runs. */
export interface Pod {
  readonly program: RunningProgram;
  /** With all that it started, as its node is lost. */
  kill(): void;
  end(): Promise<Ended>;
}

/** Pods as processes: a program with the token of the tests, and beside it the clients of the databases. */
export class Pods {
  private readonly running = new Set<Pod>();

  /** @param folder where each has one of its own */
  constructor(private readonly kubernetes: Kubernetes, private readonly folder: string) {}

  public start(program: string, settings: Record<string, unknown>, clients: Record<string, string>, env: Record<string, string>): Pod {
    const folder = mkdtempSync(join(this.folder, 'pod-'));
    const exchange = join(folder, 'exchange');
    mkdirSync(exchange);
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    const beside = new RunningProgram('bash', 'client-shell.sh', [exchange, PROGRAMS], clients);
    const main = new RunningProgram(process.execPath, program, [join(folder, 'settings.json'), exchange], { ...this.account(folder), ...env }, [
      ...(program === 'migrate.mjs' ? ['--import', join(__dirname, 'dying-at.mjs')] : []),
    ]);
    const kill = (running: RunningProgram) => {
      try {
        running.killAll();
      } catch {
        // it is gone
      }
    };
    const pod: Pod = {
      program: main,
      kill: () => { kill(main); kill(beside); },
      end: async () => {
        const ended = await main.end();
        kill(beside);
        this.running.delete(pod);
        return ended;
      },
    };
    this.running.add(pod);
    return pod;
  }

  public killAll(): void {
    for (const pod of this.running) pod.kill();
    this.running.clear();
  }

  private account(folder: string): Record<string, string> {
    const cluster = this.kubernetes.config.getCurrentCluster()!;
    const { hostname, port } = new URL(cluster.server);
    writeFileSync(join(folder, 'token'), this.kubernetes.config.getCurrentUser()!.token!, { mode: 0o600 });
    writeFileSync(join(folder, 'ca.crt'), Buffer.from(cluster.caData!, 'base64'));
    return { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, KUBERNETES_ACCOUNT: folder };
  }
}
