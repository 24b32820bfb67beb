import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { variable } from './environment';
import { execute } from './pod-command';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';

const NAME = 'vm-db';
const CONTAINER = 'server';
const SUPERUSER = ['-h', '/tmp', '-U', 'postgres'];
const FILES = { 'shop.sql': join(__dirname, '../migration-run/shop.sql'), 'postgres-administrator.sql': join(__dirname, '../../programs/postgres-administrator.sql') };
/** Where the administrator puts the CA of the target. */
export const TARGET_CA = '/data/orders-ca.pem';

/** What the pod runs: a server as somebody set it up years ago, TLS and passwords from outside, all the rest by its socket. */
const SERVER_SCRIPT = [
  'set -e',
  'umask 077',
  'cp /server/tls.key /data/tls.key',
  'if [ ! -e /data/db ]; then',
  '  initdb -D /data/db -U postgres -A trust -E UTF8 --locale=C.UTF-8',
  "  printf 'local all all trust\\nhostssl all all all scram-sha-256\\n' > /data/db/pg_hba.conf",
  'fi',
  "exec postgres -D /data/db -c listen_addresses='*' -c unix_socket_directories=/tmp -c wal_level=logical -c password_encryption=scram-sha-256"
    + ' -c ssl=on -c ssl_cert_file=/server/tls.crt -c ssl_key_file=/data/tls.key',
].join('\n');

/** A PostgreSQL server that is no part of the library: a pod, which plays a machine, with a name and a certificate of its own. */
export class OldServer {
  public readonly host: string;
  /** Its certificate, which signed itself. */
  public certificate = '';

  constructor(private readonly kubernetes: Kubernetes, public readonly namespace: string, private readonly database: string) {
    this.host = `${NAME}.${namespace}.svc`;
  }

  /** Returns when it answers. @param front name that clients call it by, too */
  public async start(front: string): Promise<void> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: NAME }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'subjectAltName', altNames: [this.host, front].map((value) => ({ type: 2 as const, value })) },
      ],
    });
    this.certificate = cert;
    for (const manifest of this.manifests({ 'tls.crt': cert, 'tls.key': key })) await this.kubernetes.apply(manifest);
    await this.answers(120);
  }

  public async answers(seconds: number): Promise<void> {
    await until('the old server', async () => await this.psql('-d', 'postgres', '-c', 'SELECT 1') === '1', { seconds, every: 500 });
  }

  /** The address that its packets have. */
  public async address(): Promise<string> {
    return (await this.kubernetes.find(this.pod)).status.podIP;
  }

  /** The hard schema of test/migration-run, owned by the role that clients use. */
  public async fill(owner: string, password: string, megabytes: number): Promise<void> {
    await this.psql('-d', 'postgres', '-c', `CREATE ROLE ${owner} LOGIN PASSWORD '${password}'`, '-c', `CREATE DATABASE ${this.database} OWNER ${owner}`);
    await this.psql('-d', this.database, '-v', `megabytes=${megabytes}`, '-c', `SET ROLE ${owner}`, '-f', '/server/shop.sql');
  }

  /** What the runbook has the administrator do; gives the password of the role that migrates. */
  public async administer(back: Readonly<Record<string, string>>, targetCa: string): Promise<string> {
    const variables = Object.entries(back).flatMap(([name, value]) => ['-v', `back_${name}=${value}`]);
    await this.psql('-d', this.database, '-v', 'role=cdk8s_migration', ...variables, '-f', '/server/postgres-administrator.sql');
    const password = randomBytes(12).toString('hex');
    await this.psql('-d', this.database, '-c', `ALTER ROLE cdk8s_migration PASSWORD '${password}'`);
    await execute(this.kubernetes, this.container, 'sh', '-c', `printf %s "$1" > ${TARGET_CA}`, 'sh', targetCa);
    return password;
  }

  /** As superuser, in the database. */
  public async sql(statement: string): Promise<string> {
    return this.psql('-d', this.database, '-c', statement);
  }

  private async psql(...words: string[]): Promise<string> {
    return execute(this.kubernetes, this.container, 'psql', '-qXAt', '-v', 'ON_ERROR_STOP=1', ...SUPERUSER, ...words);
  }

  private get container() {
    return { namespace: this.namespace, pod: NAME, container: CONTAINER };
  }

  private get pod(): Manifest {
    return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: this.namespace, name: NAME } };
  }

  private manifests(server: Record<string, string>): Manifest[] {
    const metadata = { namespace: this.namespace, name: NAME };
    const programs = Object.fromEntries(Object.entries(FILES).map(([name, path]) => [name, readFileSync(path, 'utf8')]));
    return [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace } },
      { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { ...server, ...programs } },
      // no address of its own: the policies name the machine's
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: 'None', selector: { app: NAME }, ports: [{ name: 'postgresql', port: 5432 }] } },
      {
        ...this.pod,
        metadata: { ...metadata, labels: { app: NAME } },
        spec: {
          terminationGracePeriodSeconds: 5,
          containers: [{
            name: CONTAINER,
            image: variable('TEST_IMAGE_OLD'),
            imagePullPolicy: 'IfNotPresent',
            command: ['bash', '-c', SERVER_SCRIPT],
            env: [{ name: 'HOME', value: '/data' }],
            volumeMounts: [{ name: 'data', mountPath: '/data' }, { name: 'server', mountPath: '/server' }],
          }],
          volumes: [{ name: 'data', emptyDir: {} }, { name: 'server', secret: { secretName: NAME } }],
        },
      },
    ];
  }
}
