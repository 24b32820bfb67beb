import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { PYTHON } from './installed';
import { MongoMember, PASSWORD } from './mongo-member';
import { ObjectStoreServer } from './object-store-server';
import { Ended, RunningProgram } from './running-program';
import { folder } from '../support/folder';

/** The two containers of a pod that restores a dump. */
export class MongoRestorePod {
  /** Starts both: into which server, and from below which path of the store. */
  public static launch(to: MongoMember, store: ObjectStoreServer, from: string, env: Record<string, string>): MongoRestorePod {
    const directory = folder({});
    const login = folder({});
    writeFileSync(join(login, 'password'), PASSWORD);
    const restores = new RunningProgram('bash', 'restore-mongo.sh', [directory], {
      MEMBERS: to.address,
      REPLICA_SET: to.replicaSet,
      MONGO_USER: 'mms-automation',
      PASSWORD_FILE: join(login, 'password'),
      OPTIONS: '',
      SCRATCH: folder({}),
      RESTORE: 'database/orders',
      ...env,
    });
    const reads = new RunningProgram(PYTHON!, 'restore-dump.py', [directory], {
      ...store.credentials,
      PYTHONDONTWRITEBYTECODE: '1',
      DESTINATION: `s3://backups/${from}`,
      ENDPOINT: store.endpoint,
      RECOVERY_POINT: 'latest',
      PATIENCE_SECONDS: '8',
      PAUSE_SECONDS: '0.2',
      ...env,
    });
    return new MongoRestorePod(restores, reads, directory);
  }

  private constructor(private readonly program: RunningProgram, private readonly reads: RunningProgram, private readonly directory: string) {}

  /** What the kubelet does: the reader's end is the pod's. */
  public async end(): Promise<Ended> {
    const ended = await this.reads.end();
    this.program.signal('SIGTERM');
    await this.program.end();
    return ended;
  }

  /** When the dump ended that was restored, as who verifies is told. */
  public get began(): string {
    return readFileSync(join(this.directory, 'began'), 'utf8');
  }

  /** Until it restores. */
  public restores(): Promise<void> {
    return this.program.said(/prepare: exit code 0/);
  }

  /** Kills the container of mongorestore, all that runs in it at once. */
  public kill(): void {
    this.program.killAll();
  }
}
