import { spawn } from 'child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { mongoPath } from './mongo-programs';
import { MongoStoppable, STOPPABLE_PASSWORD } from './mongo-stoppable';
import { NOTHING_DONE, PhaseEnd } from './postgres-phase';
import { RunningProgram } from './running-program';
import { folder } from '../support/folder';

const PROGRAMS = join(__dirname, '../../programs');

/** What calls of the class Dump gave. */
export interface DumpCalls {
  readonly gave: any[];
  readonly thrown?: string;
  readonly steps: string[];
  readonly logged: string[];
  readonly figures: { readonly [name: string]: number };
}

/** How a phase of a whole migration ended. */
export interface FlowEnd {
  readonly phase: string;
  readonly words?: string;
  readonly thrown?: string;
}

export interface MongoPhaseOptions {
  readonly settings?: Record<string, unknown>;
  readonly variables?: Record<string, string>;
  /** Whom the migration is at the source. */
  readonly user?: string;
}

/** What a phase finds. */
export interface PhaseInput {
  readonly findings?: string;
  readonly objects?: object;
  readonly known?: object;
}

/** A migration from the database `shop` of a server to `app` of another one, whose phases are run by mongosh. */
export class MongoPhase {
  public static async open(source: MongoStoppable, target: MongoStoppable, options: MongoPhaseOptions = {}): Promise<MongoPhase> {
    return new MongoPhase(source, target, options, await mongoPath());
  }

  public readonly settings: Record<string, any>;
  public readonly scratch = folder({});
  private readonly exchange = join(folder({}), 'exchange');
  private readonly objects = join(folder({}), 'objects.json');
  private clients!: RunningProgram;
  private readonly variables: Record<string, string>;

  private constructor(source: MongoStoppable, target: MongoStoppable, { settings = {}, variables = {}, user = 'cdk8s_migration' }: MongoPhaseOptions, path: string) {
    mkdirSync(this.exchange);
    this.settings = {
      name: 'move',
      namespace: 'database',
      engine: 'mongo',
      method: 'dump',
      attempt: 1,
      state: 'move-migration',
      source: { host: 'localhost', port: 27017, database: 'shop' },
      target: { name: 'orders', namespace: 'database', database: 'app', operator: 'percona', backedUp: true, users: ['shop'] },
      excludedTables: [],
      front: { configMap: 'front', source: { uri: 'mongodb://old.example.com/shop' }, target: { uri: 'mongodb://orders/app' } },
      copy: { jobs: 2 },
      limits: { backupAgeSeconds: 90_000, writeStopSeconds: 600, graceSeconds: 5 },
      ...settings,
    };
    writeFileSync(this.objects, JSON.stringify({
      'configmaps/move-migration': { metadata: {} },
      'configmaps/front': { metadata: {} },
      'perconaservermongodbs/orders': {
        metadata: { generation: 1, name: 'orders' },
        spec: { replsets: [{ name: 'rs0', size: 1 }] },
        status: { state: 'ready', observedGeneration: 1, ready: 1, size: 1, replsets: { rs0: { ready: 1, members: { a: { stateStr: 'PRIMARY' } } } } },
      },
      'perconaservermongodbbackups/cron-1': { metadata: { name: 'cron-1' }, spec: { clusterName: 'orders' }, status: { state: 'ready', completed: new Date().toISOString() } },
    }));
    const login = folder({ password: `${STOPPABLE_PASSWORD}\n` });
    const of = (prefix: string, server: MongoStoppable, name: string, database: string) => Object.fromEntries(Object.entries({
      URI: server.uri, USER: name, PASSWORD_FILE: join(login, 'password'), DATABASE: database,
    }).map(([variable, value]) => [`${prefix}_MONGODB_${variable}`, value]));
    this.variables = {
      PATH: `${path}:${process.env.PATH}`,
      HOME: folder({}),
      SCRATCH: this.scratch,
      ...of('SOURCE', source, user, 'shop'),
      ...of('TARGET', target, 'move', 'app'),
      ...variables,
    };
    this.restart();
  }

  /** The pod's clients, as the kubelet starts them. */
  public restart(): void {
    this.clients = new RunningProgram('bash', 'client-shell.sh', [this.exchange, PROGRAMS], this.variables);
  }

  public async run(phase: string, { findings, objects = {}, known = NOTHING_DONE }: PhaseInput = {}): Promise<PhaseEnd> {
    return this.program([join(__dirname, 'migration-phase.mjs'), `mongo-${phase}.mjs`, this.exchange], {
      settings: { ...this.settings, phase },
      known,
      objects: {
        'configmaps/move-migration': { data: findings === undefined ? {} : { findings } },
        'configmaps/front': { metadata: { resourceVersion: '1' } },
        ...objects,
      },
    });
  }

  public async call(calls: unknown[][], { objects = {} }: { objects?: object } = {}): Promise<DumpCalls> {
    return this.program([join(__dirname, 'dump-calls.mjs'), this.exchange], { settings: this.settings, known: NOTHING_DONE, objects, calls });
  }

  /** Runs phases of one migration, as its Jobs do; with a step it is killed there, with all that runs in its pod. */
  public async flow(phases: string[], { dieAt }: { dieAt?: string } = {}): Promise<FlowEnd[]> {
    const child = spawn(process.execPath, [join(__dirname, 'dump-flow.mjs'), this.exchange, this.objects], {
      stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...(dieAt && { DIE_AT: dieAt }) },
    });
    child.stdin.end(JSON.stringify({ settings: this.settings, phases }));
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text) => { printed += text; });
    await new Promise((resolve) => child.once('close', resolve));
    if (dieAt) {
      this.clients.killAll();
      this.restart();
    }
    return printed === '' ? [] : JSON.parse(printed);
  }

  /** An object of the API as it is now. */
  public object(name: string): any {
    return JSON.parse(readFileSync(this.objects, 'utf8'))[name];
  }

  public change(name: string, change: object): void {
    const objects = JSON.parse(readFileSync(this.objects, 'utf8'));
    writeFileSync(this.objects, JSON.stringify({ ...objects, [name]: { ...objects[name], ...change } }));
  }

  /** Starts a copy, and kills the pod with all that runs in it when something is there. */
  public async killedWhen(condition: () => Promise<boolean>): Promise<void> {
    const child = spawn(process.execPath, [join(__dirname, 'dump-calls.mjs'), this.exchange], { stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(JSON.stringify({ settings: this.settings, known: NOTHING_DONE, objects: {}, calls: [['copy', { last: false }]] }));
    const gone = new Promise((resolve) => child.once('close', resolve));
    let ended = false;
    void gone.then(() => { ended = true; });
    while (!ended && !await condition()) await new Promise((resolve) => setTimeout(resolve, 20));
    if (ended) throw new Error('the copy was over before it could be killed');
    this.clients.killAll();
    child.kill('SIGKILL');
    await gone;
    this.restart();
  }

  public end(): void {
    this.clients.killAll();
  }

  private async program(args: string[], input: object): Promise<any> {
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(JSON.stringify(input));
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text) => { printed += text; });
    await new Promise((resolve) => child.once('close', resolve));
    return JSON.parse(printed);
  }
}
