import { existsSync, mkdirSync, rmSync, symlinkSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';
import { GoProgram } from '../cluster/go-program';
import { folder } from '../support/folder';

/** Where mongosh of npm and SecantusDB of PyPI were installed: `npm install --prefix` and `python3 -m venv` there. */
export const MONGO_ROOT = process.env.TEST_MONGO_ROOT ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-databases', 'mongo');
const MONGOSH = join(MONGO_ROOT, 'node_modules', '.bin', 'mongosh');
const PYTHON = join(MONGO_ROOT, 'bin', 'python3');

/** What runs MongoDB's programs and a server that speaks its protocol; undefined where they are not installed. */
export const MONGO_PROGRAMS = existsSync(MONGOSH) && existsSync(PYTHON) ? { mongosh: MONGOSH, python: PYTHON } : undefined;

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
