import { existsSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';

/** Where mongosh of npm and SecantusDB of PyPI were installed: `npm install --prefix` and `python3 -m venv` there. */
export const MONGO_ROOT = process.env.TEST_MONGO_ROOT ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-databases', 'mongo');
const MONGOSH = join(MONGO_ROOT, 'node_modules', '.bin', 'mongosh');
const PYTHON = join(MONGO_ROOT, 'bin', 'python3');

/** What runs MongoDB's shell and a server that speaks its protocol; undefined where they are not installed. */
export const MONGO_PROGRAMS = existsSync(MONGOSH) && existsSync(PYTHON) ? { mongosh: MONGOSH, python: PYTHON } : undefined;
