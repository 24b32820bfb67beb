import { PYTHON } from './installed';
import { ObjectStoreServer } from './object-store-server';
import { PostgresServer } from './postgres-server';
import { Ended, RunningProgram } from './running-program';
import { folder } from '../support/folder';

const DAY = 86_400_000;
let paths = 0;

/** A path of the bucket that nothing else uses. */
export function newPath(): string {
  return `prod/shop/orders-${++paths}`;
}

/** The name of a dump that was made so many days ago. */
export function dumpNamed(days: number): string {
  return `${new Date(Date.now() - days * DAY).toISOString().replace(/[-:]|\.\d+/g, '')}.dump`;
}

/** The two containers of a pod that dumps. */
export class DumpPod {
  /** Starts both: which databases, of which server, into which store, and what else they are told. */
  public static launch(databases: string, server: Pick<PostgresServer, 'client'>, store: ObjectStoreServer, env: Record<string, string> = {}, path = newPath()): DumpPod {
    const directory = folder({});
    const dumps = new RunningProgram('bash', 'dump-databases.sh', [directory], server.client('logical_dumper'));
    const uploads = new RunningProgram(PYTHON!, 'upload-dumps.py', [directory], {
      ...store.credentials,
      DESTINATION: `s3://backups/${path}`,
      ENDPOINT: store.endpoint,
      DATABASES: databases,
      RETENTION_DAYS: '30',
      KEEP_AT_LEAST: '3',
      GAP_SECONDS: '86400',
      DEADLINE_SECONDS: '3600',
      PART_MEBIBYTES: '5',
      PATIENCE_SECONDS: '20',
      ...env,
    });
    return new DumpPod(dumps, uploads, path, store);
  }

  private constructor(
    public readonly dumps: RunningProgram,
    public readonly uploads: RunningProgram,
    public readonly path: string,
    private readonly store: ObjectStoreServer,
  ) {}

  /** What the kubelet does: the uploader's end is the pod's. */
  public async end(): Promise<Ended> {
    const ended = await this.uploads.end();
    this.dumps.signal('SIGTERM');
    await this.dumps.end();
    return ended;
  }

  /** What is below its path. */
  public keys(): Promise<string[]> {
    return keysBelow(this.store, this.path);
  }
}

/** What is in the store below a path, without it. */
export async function keysBelow(store: ObjectStoreServer, path: string): Promise<string[]> {
  return (await store.keys()).filter((key) => key.startsWith(`${path}/`)).map((key) => key.slice(path.length + 1));
}
