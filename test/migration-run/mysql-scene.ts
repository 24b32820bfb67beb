import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { justNow } from './applied';
import { Constructed } from './constructed';
import { Front } from './front';
import { MySqlLoad } from './mysql-load';
import { Phase, Phases, PodOptions } from './phases';
import { Pod, Pods } from './pods';
import { MigrationPhase } from '../../src';
import { Kubernetes } from '../cluster/kubernetes';
import { freePorts, Processes } from '../cluster/processes';
import { movedCarts } from '../migration/moved-carts';
import { administer, PASSWORD } from '../programs/mysql-migration';
import { MySqlServer } from '../programs/mysql-server';
import { ofKind, theOne } from '../support/written';

/** Where the front knows the source. */
export const SLICE_ADDRESS = '192.0.2.11';
/** Ports by which the front knows the servers, which answer by their sockets. */
const [AT_SOURCE, AT_TARGET] = [1, 2];

const SCHEMA = `CREATE TABLE stock (id int PRIMARY KEY, sold int NOT NULL DEFAULT 0);
  CREATE TABLE journal (session varchar(9), n int, doc json, at timestamp(6) DEFAULT CURRENT_TIMESTAMP(6), PRIMARY KEY (session, n));
  CREATE TABLE sold (id bigint AUTO_INCREMENT PRIMARY KEY, what int);
  CREATE TABLE sessions (id int PRIMARY KEY);
  CREATE TABLE bulk (id int AUTO_INCREMENT PRIMARY KEY, body varchar(500));
  CREATE TRIGGER keeps AFTER UPDATE ON stock FOR EACH ROW INSERT INTO sold (what) VALUES (NEW.id);
  CREATE VIEW newest AS SELECT session, MAX(n) AS n FROM journal GROUP BY session;
  INSERT INTO stock (id) WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 50) SELECT n FROM i;
  INSERT INTO sessions VALUES (1);
  INSERT INTO bulk (body) SELECT REPEAT('ä', 250) FROM stock a, stock b, stock c LIMIT 20000;`;

/** To clients of MySQL the name of the machine itself is its socket. */
const ADDRESS = '127.0.0.1';
const FRONT_NAME = 'carts-front.shop.svc';

/** A MySQL database on its way from one server to another, with the objects that the manifests make. */
export class MySqlScene extends Phases {
  public static async set(namespace: string): Promise<MySqlScene> {
    const processes = new Processes();
    const ports = Object.values(await freePorts('source', 'target'));
    const [source, target] = await Promise.all(['source', 'target'].map(async (name, i) => (
      MySqlServer.make(processes, name, [`port=${ports[i]}`, `bind-address=${ADDRESS}`, ...await secured(processes, name)]))));
    // as the operator makes the target's database, and the same user with the same password at both
    for (const server of [source, target]) await server.sql('CREATE DATABASE app; CREATE USER app@\'%\'; GRANT ALL ON app.* TO app@\'%\'');
    // root comes from anywhere to what the operator made, and from here to a server of its own without a password
    await target.sql(`CREATE USER loader@'%' IDENTIFIED BY '${PASSWORD}'; GRANT ALL ON *.* TO loader@'%' WITH GRANT OPTION`);
    await source.sql(`USE app; ${SCHEMA}`);
    await administer(source, 'app');
    const scene = new MySqlScene(Kubernetes.fromEnvironment(), namespace, processes, { source, target, ports });
    await scene.apply();
    return scene;
  }

  public readonly front: Front;
  public load?: MySqlLoad;
  private readonly pods: Pods;
  private readonly nobody: Record<string, string>;
  private readonly scratch: string;

  public readonly source: MySqlServer;
  public readonly target: MySqlServer;

  private constructor(
    private readonly kubernetes: Kubernetes,
    private readonly namespace: string,
    private readonly processes: Processes,
    private readonly servers: { readonly source: MySqlServer; readonly target: MySqlServer; readonly ports: readonly number[] },
  ) {
    super();
    this.source = servers.source;
    this.target = servers.target;
    this.pods = new Pods(kubernetes, mkdtempSync(join(processes.folder, 'pods-')));
    this.scratch = mkdtempSync(join(processes.folder, 'scratch-'));
    const { toTarget, toSource } = this.written('assess').settings.front;
    this.nobody = toSource;
    const selector = Object.entries(toTarget).map(([key, value]) => `${key}=${value}`).sort().join();
    this.front = new Front(kubernetes, { namespace, name: 'carts-front' }, { [selector]: AT_TARGET }, { [SLICE_ADDRESS]: AT_SOURCE });
  }

  public pod(phase: Phase, { dieBeyond, dieAfter = 0, wait, host, attempt = 1, rehearsal = false, limits = {} }: PodOptions = {}): Pod {
    const { settings, clients } = this.written(phase, { attempt, rehearsal });
    const { namespace, servers: { ports } } = this;
    return this.pods.start('migrate.mjs', {
      ...settings,
      namespace,
      source: { ...settings.source, host: ADDRESS, port: ports[0] },
      target: { ...settings.target, namespace, host: ADDRESS, port: ports[1], version: '9.7' },
      front: { ...settings.front, addresses: [SLICE_ADDRESS] },
      limits: { ...settings.limits, ...limits },
    }, clients, {
      ...(dieBeyond && { DIE_BEYOND: dieBeyond.join(), DIE_AFTER: String(dieAfter) }),
      ...(wait && { WAIT_AT: wait.at, WAIT_FOR: wait.for }),
      HOSTNAME: host ?? `${phase}-${Math.random().toString(36).slice(2, 7)}`,
    });
  }

  public async state(): Promise<any> {
    const { data } = await this.map();
    return JSON.parse(data?.state ?? '{}');
  }

  public async map(): Promise<any> {
    return this.kubernetes.find({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'move-migration', namespace: this.namespace } });
  }

  public write(): MySqlLoad {
    return this.load = new MySqlLoad(this.front, new Map([[AT_SOURCE, this.source.socket], [AT_TARGET, this.target.socket]]));
  }

  /** A file that is not there yet. */
  public file(name: string): string {
    return join(this.processes.folder, name);
  }

  public touch(file: string): void {
    writeFileSync(file, '');
  }

  /** Whether the front leads to the target, and nowhere else. */
  public async leads(): Promise<'source' | 'target' | undefined> {
    const ports = await this.front.ports();
    return ports.length === 1 ? (ports[0] === AT_TARGET ? 'target' : 'source') : undefined;
  }

  /** Leads the front by hand, away from the target. */
  public async lead(addresses: string[]): Promise<void> {
    const { kubernetes, namespace, nobody } = this;
    const front = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'carts-front', namespace } };
    const { spec: { selector } } = await kubernetes.find(front);
    const gone = Object.fromEntries(Object.keys(selector).map((key) => [key, null]));
    await kubernetes.merge(front, { spec: { selector: { ...gone, ...nobody } } });
    await kubernetes.merge({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'carts-front-source', namespace } }, { endpoints: addresses.map((address) => ({ addresses: [address] })) });
  }

  /** Acknowledged writes that a server lacks, and writes of which it has half. */
  public async missing(server: MySqlServer): Promise<{ readonly writes: number; readonly missing: string[]; readonly halves: number }> {
    const there = new Set((await server.sql('SELECT CONCAT(session, \' \', n) FROM app.journal')).split('\n'));
    const halves = Number(await server.sql('SELECT ABS((SELECT SUM(sold) FROM app.stock) - (SELECT COUNT(*) FROM app.journal)) + ABS((SELECT COUNT(*) FROM app.sold) - (SELECT COUNT(*) FROM app.journal))'));
    return { writes: this.load!.acknowledged.length, missing: this.load!.acknowledged.filter((write) => !there.has(write)), halves };
  }

  /** A backup of the target ends. */
  public async backUp(): Promise<void> {
    const backup = { apiVersion: 'pxc.percona.com/v1', kind: 'PerconaXtraDBClusterBackup', metadata: { name: 'nightly', namespace: this.namespace } };
    await this.kubernetes.apply({ ...backup, spec: { pxcCluster: 'carts', storageName: 'backups' } });
    await this.kubernetes.merge(backup, { status: { state: 'Succeeded', completed: justNow() } }, 'status');
  }

  public async end(): Promise<void> {
    await this.load?.stop();
    this.pods.killAll();
    await this.processes.stop();
  }

  /** What stands before any Job: the operator says that the target is ready and backed up. */
  private async apply(): Promise<void> {
    const { kubernetes, namespace } = this;
    const api = { apiVersion: 'pxc.percona.com/v1' };
    const cluster = { ...api, kind: 'PerconaXtraDBCluster', metadata: { name: 'carts', namespace } };
    const { app } = movedCarts();
    await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    for (const [kind, name] of [['ConfigMap', 'move-migration'], ['Lease', 'move-migration'], ['Service', 'carts-front'], ['PerconaXtraDBCluster', 'carts']]) {
      const manifest = theOne(app, kind, name);
      // nobody finalizes it here
      await kubernetes.apply({ ...manifest, metadata: { ...manifest.metadata, namespace, finalizers: [] } });
    }
    await this.backUp();
    const { metadata: { generation }, spec } = await kubernetes.find(cluster);
    const { size } = spec.pxc;
    await kubernetes.merge(cluster, { status: { state: 'ready', observedGeneration: generation, size, ready: size, pxc: { status: 'ready', size, ready: size } } }, 'status');
  }

  /** What the construct gives the pod of a phase, with the servers of the test. */
  private written(phase: Phase, more: Pick<PodOptions, 'attempt' | 'rehearsal'> = {}): Constructed {
    const { app } = movedCarts({ phase: phase as MigrationPhase, excludedTables: ['sessions'], dump: { jobs: 2 }, ...more }, { database: 'app', version: undefined });
    const { volumes, initContainers: [{ env }] } = ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith('move-migration-')).spec.template.spec;
    const map = volumes.find(({ name }: any) => name === 'programs').configMap.name;
    const known = Object.fromEntries(env.map(({ name, value }: any) => [name, value]));
    const secret = (name: string, text: string) => {
      const file = join(this.processes.folder, name);
      writeFileSync(file, text, { mode: 0o600 });
      return file;
    };
    const { ports } = this.servers;
    const at = (server: 'source' | 'target', port: number, file: string) => Object.fromEntries(Object.entries({
      HOST: ADDRESS, TCP_PORT: String(port), PASSWORD_FILE: file, SSL_CA: certificateOf(this.processes, server),
    }).map(([name, value]) => [`${server.toUpperCase()}_MYSQL_${name}`, value]));
    return {
      settings: JSON.parse(theOne(app, 'ConfigMap', map).data['settings.json']),
      clients: {
        ...known,
        ...at('source', ports[0], secret('of-source', PASSWORD)),
        ...at('target', ports[1], secret('of-target', PASSWORD)),
        TARGET_MYSQL_USER: 'loader',
        SCRATCH: this.scratch,
        TMPDIR: this.processes.folder,
        PATH: this.target.client('root', '').PATH,
      },
    };
  }
}

/** Options of a server with a certificate that signed itself, and serves itself and the front. */
async function secured(processes: Processes, name: string): Promise<string[]> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'rsa',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: ADDRESS }, { type: 2, value: FRONT_NAME }] },
    ],
  });
  const [certificate, keyFile] = [certificateOf(processes, name), join(processes.folder, `${name}.key`)];
  writeFileSync(certificate, cert);
  writeFileSync(keyFile, key, { mode: 0o600 });
  return [`ssl-ca=${certificate}`, `ssl-cert=${certificate}`, `ssl-key=${keyFile}`, 'require-secure-transport=ON'];
}

function certificateOf(processes: Processes, name: string): string {
  return join(processes.folder, `${name}.crt`);
}
