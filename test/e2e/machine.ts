import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Variable, variable } from './environment';

/** Runs the command line that a variable holds, with arguments appended. */
async function run(name: Variable, ...more: string[]): Promise<void> {
  await promisify(execFile)('sh', ['-c', `${variable(name)} "$@"`, 'sh', ...more], { timeout: 300_000 });
}

/** Cuts a node's power. */
export const stopNode = async (node: string) => run('TEST_NODE_STOP', node);
/** Gives it back. */
export const startNode = async (node: string) => run('TEST_NODE_START', node);
/** Makes the object store go away. */
export const stopStore = async () => run('TEST_STORE_STOP');
/** Brings it back. */
export const startStore = async () => run('TEST_STORE_START');
/** Keeps everything busy, for a while. */
export const stress = async () => run('TEST_STRESS');
