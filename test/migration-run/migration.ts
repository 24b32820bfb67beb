import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applied, backedUp } from './applied';
import { Constructed, constructed } from './constructed';
import { Front } from './front';
import { Phase, Phases, PodOptions } from './phases';
import { Pod, Pods } from './pods';
import { FRONT_NAMES, SERVER_NAME, ServerPair } from './server-pair';
import { SeverableLink } from './severable-link';
import { SubscriptionOperator } from './subscription-operator';
import { MigrationMethod, MigrationPhase } from '../../src';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';
import { POSTGRES_17_PROGRAMS } from '../programs/postgres-17-programs';

const SLICE_ADDRESS = '192.0.2.10';
/** What a migration is given. */
export interface MigrationOptions {
  readonly name: string;
  readonly pair: ServerPair;
  readonly sourceDatabase: string;
  readonly targetDatabase: string;
  readonly passwords: { readonly migration: string; readonly app: string; readonly back: string };
  readonly wayBack?: boolean;
  readonly limits?: Record<string, number>;
  /** Left out, logical replication. */
  readonly method?: 'dump';
  /** Folder that stands for the volume of a dump. */
  readonly scratch?: string;
}

/** One migration, with the objects that its manifests would make, and with what would run its pods. */
export class Migration extends Phases {
  public static async make(kubernetes: Kubernetes, options: MigrationOptions): Promise<Migration> {
    const links = { toSource: await SeverableLink.to(options.pair.source.port), toTarget: await SeverableLink.to(options.pair.target.port) };
    const migration = new Migration(kubernetes, options, links);
    await migration.apply();
    return migration;
  }

  public readonly namespace: string;
  public readonly front: Front;
  public readonly operator: SubscriptionOperator;
  private readonly folder: string;
  private readonly pods: Pods;
  private watching?: Pod;

  private constructor(
    private readonly kubernetes: Kubernetes,
    public readonly options: MigrationOptions,
    /** What each server is reached by from the cluster, and the target from the source's machine. */
    public readonly links: { readonly toSource: SeverableLink; readonly toTarget: SeverableLink },
  ) {
    super();
    const { pair, name, passwords, sourceDatabase } = options;
    this.namespace = name;
    this.folder = mkdtempSync(join(pair.processes.folder, 'pods-'));
    chmodSync(this.folder, 0o755);
    this.pods = new Pods(kubernetes, this.folder);
    this.front = new Front(kubernetes, { namespace: this.namespace, name: 'orders-front' }, {
      'cnpg.io/cluster=orders,cnpg.io/instanceRole=primary': pair.target.port,
    }, { [SLICE_ADDRESS]: pair.source.port });
    this.operator = new SubscriptionOperator({
      kubernetes,
      namespace: this.namespace,
      sql: (statement, database) => pair.target.sql(statement, database),
      connections: {
        'the-machine': `host=${SERVER_NAME} hostaddr=127.0.0.1 port=${links.toSource.port} user=cdk8s_migration password='${passwords.migration.replace(/[\\']/g, '\\$&')}' dbname=${sourceDatabase} `
          + `sslmode=verify-full sslrootcert=${pair.source.certificate}`,
      },
    });
  }

  /** Environment of a client of the front, but for the port. */
  public get client(): Record<string, string> {
    const { pair, passwords, sourceDatabase } = this.options;
    const roots = join(this.folder, 'roots.pem');
    writeFileSync(roots, [pair.source, pair.target].map(({ certificate }) => readFileSync(certificate, 'utf8')).join('\n'));
    return {
      PGHOST: FRONT_NAMES[0],
      PGHOSTADDR: '127.0.0.1',
      PGUSER: 'app',
      PGPASSWORD: passwords.app,
      PGDATABASE: sourceDatabase,
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: roots,
      PGCONNECT_TIMEOUT: '5',
    };
  }

  /** What the runbook has the administrator's script be given. */
  public get administratorVariables(): Record<string, string> {
    const { pair, targetDatabase, wayBack = true } = this.options;
    if (!wayBack) return {};
    return {
      back_name: 'move_back',
      back_host: SERVER_NAME,
      back_port: String(this.links.toTarget.port),
      back_database: targetDatabase,
      back_user: 'move_back',
      back_root: pair.target.certificate,
    };
  }

  /** All that the manifests hold of a phase: applied again it resets nothing. */
  public async apply(): Promise<void> {
    await applied(this.kubernetes, this.namespace);
  }

  /** A backup of the target ends. */
  public async backUp(): Promise<void> {
    await backedUp(this.kubernetes, this.namespace);
  }

  /** What the state says. */
  public async state(): Promise<any> {
    const map = await this.map();
    return JSON.parse(map.data?.state ?? '{}');
  }

  public async map(): Promise<any> {
    return this.kubernetes.find({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'move-migration', namespace: this.namespace } });
  }

  public async subscription(): Promise<any> {
    return this.kubernetes.find({ apiVersion: 'postgresql.cnpg.io/v1', kind: 'Subscription', metadata: { name: 'move', namespace: this.namespace } });
  }

  /** One pod of a phase. */
  public pod(phase: Phase, { dieBeyond, dieAfter = 0, wait, host, ...rest }: PodOptions = {}): Pod {
    return this.pods.start('migrate.mjs', this.settings(phase, rest), this.clients(phase), {
      ...(dieBeyond && { DIE_BEYOND: dieBeyond.join(), DIE_AFTER: String(dieAfter) }),
      ...(wait && { WAIT_AT: wait.at, WAIT_FOR: wait.for }),
      HOSTNAME: host ?? `${phase}-${Math.random().toString(36).slice(2, 7)}`,
    });
  }

  /** The watcher's Deployment. */
  public watch(): void {
    this.watching ??= this.pods.start('migration-watch.mjs', this.settings('replicate', {}), this.clients('replicate'), { HOSTNAME: 'watcher', PORT: '0' });
  }

  public async unwatch(): Promise<void> {
    this.watching?.kill();
    await this.watching?.end();
    this.watching = undefined;
  }

  /** Waits for a comparison that began from now on and is whole. */
  public async comparison(seconds = 120): Promise<any> {
    const since = new Date().toISOString();
    return until('a comparison', async () => {
      const found = JSON.parse((await this.map()).data?.comparison ?? 'null');
      return found?.complete && found.began >= since ? found : undefined;
    }, { seconds, every: 200 });
  }

  public async stop(): Promise<void> {
    this.pods.killAll();
    await this.operator.stop();
    for (const link of Object.values(this.links)) link.stop();
  }

  /** As the construct writes them, with the servers of the test. */
  private settings(phase: Phase, { rehearsal = false, attempt = 1, limits: others = {} }: Pick<PodOptions, 'rehearsal' | 'attempt' | 'limits'>): Record<string, unknown> {
    const { pair, wayBack = true, limits = {} } = this.options;
    const { namespace } = this;
    const { settings } = this.constructed(phase, { rehearsal, attempt });
    const { metadata, spec } = settings.subscription;
    return {
      ...settings,
      namespace,
      source: { ...settings.source, host: SERVER_NAME, port: this.links.toSource.port },
      target: { ...settings.target, namespace, host: SERVER_NAME, port: pair.target.port },
      subscription: { ...settings.subscription, metadata: { ...metadata, namespace }, spec: { ...spec, externalClusterName: 'the-machine' } },
      front: { ...settings.front, dnsNames: FRONT_NAMES, addresses: [SLICE_ADDRESS] },
      wayBack: wayBack ? { host: SERVER_NAME, port: this.links.toTarget.port, rootCertificate: pair.target.certificate } : null,
      limits: { ...settings.limits, comparisonPauseSeconds: 1, ...limits, ...others },
    };
  }

  private constructed(phase: Phase, { rehearsal = false, attempt = 1 }: Pick<PodOptions, 'rehearsal' | 'attempt'> = {}): Constructed {
    const { sourceDatabase, targetDatabase, wayBack = true, method } = this.options;
    return constructed({
      phase: phase as MigrationPhase,
      attempt,
      rehearsal,
      sourceDatabase,
      targetDatabase,
      method: method === 'dump' ? MigrationMethod.DUMP : MigrationMethod.LOGICAL_REPLICATION,
      wayBack: wayBack && method !== 'dump',
    });
  }

  /** Variables of the container with the clients, which reach the servers of the test, and read their Secrets from files of it. */
  private clients(phase: Phase): Record<string, string> {
    const { pair, passwords, scratch } = this.options;
    const secret = (name: string, text: string) => {
      const file = join(this.folder, name);
      writeFileSync(file, text, { mode: 0o600 });
      return file;
    };
    const files: Record<string, string> = {
      '/etc/source/credentials/password': secret('source', passwords.migration),
      '/etc/target/credentials/password': secret('target', passwords.app),
      '/etc/wayback/credentials/password': secret('wayback', passwords.back),
      '/etc/source/ca/ca.crt': pair.source.certificate,
      '/etc/target/ca/ca.crt': pair.target.certificate,
    };
    const { clients } = this.constructed(phase);
    const known = Object.entries(clients).map(([name, value]) => [name, files[value] ?? value]);
    const places = ['SOURCE', 'TARGET', 'WAYBACK'].flatMap((server) => [
      [`${server}_PGHOST`, SERVER_NAME], [`${server}_PGHOSTADDR`, '127.0.0.1'], [`${server}_PGPORT`, String(server === 'SOURCE' ? this.links.toSource.port : pair.target.port)],
    ]);
    return {
      ...Object.fromEntries([...known, ...places]),
      TMPDIR: this.folder,
      PATH: `${POSTGRES_17_PROGRAMS}:${process.env.PATH}`,
      ...(scratch !== undefined && { SCRATCH: scratch }),
    };
  }
}
