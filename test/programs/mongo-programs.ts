import { existsSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';

/** mongosh of npm, and SecantusDB, a server that speaks MongoDB's protocol, in a virtual environment of Python; `.ci/run` installs both. */
export const MONGO_ROOT = process.env.TEST_MONGO_ROOT ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-databases', 'mongo');

export const MONGOSH = join(MONGO_ROOT, 'node_modules', '.bin', 'mongosh');
export const MONGO_SERVER = join(MONGO_ROOT, 'server', 'bin', 'secantusd-py');

/** Whether they are there. */
export const HAS_MONGO = [MONGOSH, MONGO_SERVER].every((program) => existsSync(program));
