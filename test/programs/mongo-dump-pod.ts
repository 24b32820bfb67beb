import { writeFileSync } from 'fs';
import { join } from 'path';
import { keysBelow, newPath } from './dump-pod';
import { PYTHON } from './installed';
import { PASSWORD } from './mongo-member';
import { ObjectStoreServer } from './object-store-server';
import { Ended, RunningProgram } from './running-program';
import { folder } from '../support/folder';

/** The two containers of a pod that dumps a replica set. */
export class MongoDumpPod {
  /** Starts both: of which members, into which store, and what else they are told. */
  public static launch(members: readonly string[], store: ObjectStoreServer, env: Record<string, string>, path = newPath()): MongoDumpPod {
    const directory = folder({});
    const login = folder({});
    writeFileSync(join(login, 'password'), PASSWORD);
    const dumps = new RunningProgram('bash', 'dump-mongo.sh', [directory], {
      MEMBERS: members.join(' '), REPLICA_SET: 'sessions', MONGO_USER: 'backup', PASSWORD_FILE: join(login, 'password'), OPTIONS: '', SCRATCH: folder({}), ...env,
    });
    const uploads = new RunningProgram(PYTHON!, 'upload-dumps.py', [directory], {
      ...store.credentials,
      DESTINATION: `s3://backups/${path}`,
      ENDPOINT: store.endpoint,
      DATABASES: 'replica-set',
      RETENTION_DAYS: '30',
      KEEP_AT_LEAST: '2',
      GAP_SECONDS: '86400',
      DEADLINE_SECONDS: '3600',
      PART_MEBIBYTES: '5',
      PATIENCE_SECONDS: '20',
      PROGRAMS: 'mongosh mongodump',
      ...env,
    });
    return new MongoDumpPod(dumps, uploads, path, store);
  }

  /** What the dumper printed. */
  public said = '';

  private constructor(
    private readonly dumps: RunningProgram,
    private readonly uploads: RunningProgram,
    public readonly path: string,
    private readonly store: ObjectStoreServer,
  ) {}

  /** What the kubelet does: the uploader's end is the pod's. */
  public async end(): Promise<Ended> {
    const ended = await this.uploads.end();
    this.dumps.signal('SIGTERM');
    this.said = (await this.dumps.end()).output;
    return ended;
  }

  /** Kills the dumper's container, all that runs in it at once. */
  public kill(): void {
    this.dumps.killAll();
  }

  /** What is below its path. */
  public keys(): Promise<string[]> {
    return keysBelow(this.store, this.path);
  }
}
