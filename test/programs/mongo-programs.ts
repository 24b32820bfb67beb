import { existsSync, mkdirSync, rmSync, symlinkSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';
import { GoProgram } from '../cluster/go-program';
import { folder } from '../support/folder';

/** mongosh of npm, and SecantusDB, a server that speaks MongoDB's protocol, in a virtual environment of Python; `.ci/run` installs both. */
export const MONGO_ROOT = process.env.TEST_MONGO_ROOT ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-databases', 'mongo');

export const MONGOSH = join(MONGO_ROOT, 'node_modules', '.bin', 'mongosh');
export const MONGO_SERVER = join(MONGO_ROOT, 'server', 'bin', 'secantusd-py');
export const MONGO_PYTHON = join(MONGO_ROOT, 'server', 'bin', 'python3');

/** Whether they are there. */
export const HAS_MONGO = [MONGOSH, MONGO_SERVER].every((program) => existsSync(program));

let tools: Promise<string> | undefined;

/** A folder with mongosh, mongodump and mongorestore, to be put on the PATH. */
export function mongoPath(): Promise<string> {
  tools ??= Promise.all(['mongodump', 'mongorestore'].map((name) => new GoProgram('mongo-tools', `github.com/mongodb/mongo-tools/${name}/main`).build()))
    .then((programs) => {
      const path = join(folder({}), 'bin');
      mkdirSync(path);
      Object.entries({ mongosh: MONGOSH, mongodump: programs[0], mongorestore: programs[1] }).forEach(([name, program]) => {
        rmSync(join(path, name), { force: true });
        symlinkSync(program, join(path, name));
      });
      return path;
    });
  return tools;
}
