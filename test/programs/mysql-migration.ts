import { ChildProcess, execFileSync, spawn } from 'child_process';
import { mkdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { mysqlProgram } from './mysql-programs';
import { MySqlServer } from './mysql-server';
import { RunningProgram } from './running-program';
import { folder } from '../support/folder';

const PROGRAMS = join(__dirname, '../../programs');
/** Of who migrates. */
export const PASSWORD = 'of the migration';
const NOTHING = { done: {}, history: [] as object[] };
/** What a write that is stopped says. */
export const REFUSED = 'ERROR 1290';

/** Runs a script of `programs` as root; gives all that it said. */
export function script(server: MySqlServer, file: string, init = ''): string {
  const [command, args] = mysqlProgram('usr/bin/mysql', '--no-defaults', `--socket=${server.socket}`, '--user=root', '--batch', '--skip-column-names', ...(init ? [`--init-command=${init}`] : []));
  return execFileSync(command, args, { input: readFileSync(join(PROGRAMS, file)), encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] }).trim();
}

/** Runs the administrator's script, and sets the password as he does. */
export async function administer(server: MySqlServer, database: string): Promise<void> {
  script(server, 'mysql-administrator.sql', `SET @migration_database = '${database}'`);
  await server.sql(`ALTER USER cdk8s_migration@'%' IDENTIFIED BY '${PASSWORD}'`);
}

/** What calls of a class gave. */
export interface CallsEnd {
  readonly results: any[];
  readonly thrown?: string;
  readonly verdict?: string;
  readonly steps: string[];
  readonly logs: string[];
  readonly more?: { readonly report: string; readonly findings: string };
  readonly words?: string;
  readonly known: { readonly [name: string]: any };
  readonly objects: { readonly [name: string]: any };
}

interface Asked {
  readonly calls?: any[];
  readonly phase?: string;
  readonly known?: object;
  readonly objects?: object;
}

export interface MySqlMigrationProps {
  readonly source: MySqlServer;
  readonly target: MySqlServer;
  readonly database: string;
  readonly settings?: Record<string, any>;
  readonly variables?: Record<string, string>;
}

/** A migration from a database to another one of the same name, by the clients that the target's image has. */
export class MySqlMigration {
  public readonly settings: Record<string, any>;
  public readonly objects: Record<string, any> = {
    'services/front': { metadata: { resourceVersion: '1' }, spec: { ports: [{ name: 'mysql', port: 3306 }] } },
  };
  private readonly clients: RunningProgram;
  private calling?: ChildProcess;
  private readonly exchange = join(folder({}), 'exchange');

  constructor({ source, target, database, settings = {}, variables = {} }: MySqlMigrationProps) {
    mkdirSync(this.exchange);
    this.settings = {
      name: 'move',
      namespace: 'database',
      engine: 'mysql',
      method: 'dump',
      attempt: 1,
      state: 'move-migration',
      source: { host: 'localhost', port: 3306, database },
      target: { name: 'orders', namespace: 'database', host: 'localhost', port: 3306, database, version: '9.7', users: [] },
      excludedTables: [],
      front: {
        service: 'front',
        slice: 'front-source',
        port: 3306,
        dnsNames: [],
        addresses: ['10.0.0.9'],
        toSource: { 'cdk8s-databases.io/front-of': 'nobody' },
        toTarget: { 'app.kubernetes.io/component': 'haproxy' },
      },
      copy: { jobs: 2 },
      limits: { writeStopSeconds: 600, graceSeconds: 2, backupAgeSeconds: 3600 },
      ...settings,
    };
    const client = target.client('root', '');
    const of = (prefix: string, server: MySqlServer, user: string, password: string) => Object.fromEntries(
      Object.entries({ ...server.client(user, password), MYSQL_SSL_MODE: 'REQUIRED', MYSQL_DATABASE: database })
        .filter(([name]) => name.startsWith('MYSQL')).map(([name, value]) => [`${prefix}_${name}`, value]));
    this.clients = new RunningProgram('bash', 'client-shell.sh', [this.exchange, PROGRAMS], {
      PATH: client.PATH,
      SCRATCH: folder({}),
      ...of('SOURCE', source, 'cdk8s_migration', PASSWORD),
      ...of('TARGET', target, 'root', ''),
      ...variables,
    });
  }

  /** Calls methods of a Dump, one after the other, until one fails. */
  public async calls(...calls: Array<[string, ...any[]]>): Promise<CallsEnd> {
    return this.program({ calls });
  }

  /** Runs a phase's module as migrate.mjs does. */
  public async phase(name: string, { known = NOTHING, findings }: { readonly known?: object; readonly findings?: string } = {}): Promise<CallsEnd> {
    const state = { data: findings === undefined ? {} : { findings } };
    return this.program({ phase: `mysql-${name}.mjs`, known, objects: { 'configmaps/move-migration': state } });
  }

  public end(): void {
    this.clients.killAll();
  }

  /** Ends what calls it, as a pod's end does. */
  public abandon(): void {
    this.calling?.kill('SIGKILL');
  }

  private async program({ objects = {}, ...input }: Asked): Promise<CallsEnd> {
    const child = spawn(process.execPath, [join(__dirname, 'mysql-migration.mjs'), this.exchange], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.calling = child;
    child.stdin.end(JSON.stringify({ settings: this.settings, known: NOTHING, objects: { ...this.objects, ...objects }, ...input }));
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text) => { printed += text; });
    await new Promise((resolve) => child.once('close', resolve));
    return printed === '' ? { results: [], steps: [], logs: [], objects: {}, known: {}, thrown: 'killed' } : JSON.parse(printed);
  }
}
