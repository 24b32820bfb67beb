import { spawn } from 'child_process';
import { mkdirSync } from 'fs';
import { join } from 'path';
import { POSTGRES_17_PROGRAMS } from './postgres-17-programs';
import { PostgresServer } from './postgres-server';
import { RunningProgram } from './running-program';
import { SESSION_OPTIONS } from '../../src/postgres/migration-clients';
import { folder } from '../support/folder';

const PROGRAMS = join(__dirname, '../../programs');

/** How a phase ended. */
export interface PhaseEnd {
  readonly words?: string;
  readonly thrown?: string;
  readonly verdict?: string;
  readonly steps: string[];
  readonly more?: { readonly report: string; readonly findings: string };
  readonly objects: { readonly [name: string]: any };
}

/** Variables of the administrator's script for the way back that a phase here has. */
export function wayBackVariables(database: string): string[] {
  const values = { name: 'move_back', host: 'back.example.com', port: 5432, database, user: 'move_back', root: '/etc/ssl/certs/orders.pem' };
  return Object.entries(values).flatMap(([name, value]) => ['-v', `back_${name}=${value}`]);
}

/** The state before any phase. */
export const NOTHING_DONE = { done: {}, history: [] as object[] };

/** A migration from a database to another one, whose phases are run by psql of the target's version. */
export class PostgresPhase {
  public readonly settings: Record<string, any>;
  private readonly clients: RunningProgram;
  private readonly exchange = join(folder({}), 'exchange');

  constructor(
    source: PostgresServer, target: PostgresServer, database: string, settings: Record<string, unknown> = {}, variables: Record<string, string> = {},
  ) {
    mkdirSync(this.exchange);
    this.settings = {
      name: 'move',
      namespace: 'database',
      engine: 'postgres',
      method: 'logical-replication',
      attempt: 1,
      state: 'move-migration',
      sqlName: 'move',
      source: { host: 'localhost', port: 5432, database },
      target: { name: 'orders', namespace: 'database', host: 'localhost', port: 5432, database, owner: 'app', version: 17, extensions: [], roles: [] },
      excludedTables: ['public.cache'],
      front: {
        service: 'front',
        slice: 'front-source',
        port: 5432,
        dnsNames: ['front.database.svc'],
        addresses: ['10.0.0.9'],
        toSource: { 'cdk8s-databases.io/front-of': 'nobody' },
        toTarget: { 'cnpg.io/cluster': 'orders' },
      },
      wayBack: { host: 'back.example.com', port: 5432, rootCertificate: '/etc/ssl/certs/orders.pem' },
      ...settings,
    };
    const variablesOf = (server: PostgresServer, user: string) => Object.entries({ ...server.client(user), PGDATABASE: database });
    const of = (prefix: string, server: PostgresServer, user: string) => Object.fromEntries(variablesOf(server, user)
      .filter(([name]) => name.startsWith('PG')).map(([name, value]) => [`${prefix}_${name}`, value]));
    this.clients = new RunningProgram('bash', 'client-shell.sh', [this.exchange, PROGRAMS], {
      PATH: `${POSTGRES_17_PROGRAMS}:${process.env.PATH}`,
      ...of('SOURCE', source, 'cdk8s_migration'),
      ...of('TARGET', target, 'app'),
      SOURCE_PGOPTIONS: SESSION_OPTIONS,
      TARGET_PGOPTIONS: SESSION_OPTIONS,
      ...variables,
    });
  }

  public async run(phase: string, { known = NOTHING_DONE, findings }: { known?: object; findings?: string } = {}): Promise<PhaseEnd> {
    const objects = {
      'configmaps/move-migration': { data: findings === undefined ? {} : { findings } },
      'services/front': { metadata: { resourceVersion: '1' }, spec: { ports: [{ name: 'postgresql', port: 5432 }] } },
    };
    const args = [join(__dirname, 'migration-phase.mjs'), `postgres-${phase}.mjs`, this.exchange];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(JSON.stringify({ settings: this.settings, known, objects }));
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text) => { printed += text; });
    await new Promise((resolve) => child.once('close', resolve));
    // what it says on the way comes before
    return JSON.parse(printed.trim().split('\n').pop()!);
  }

  public end(): void {
    this.clients.killAll();
  }
}
