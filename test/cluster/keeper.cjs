/**
 * Holds the processes of a control plane and outlives whoever asked for them: when its parent is gone, however it went,
 * it ends them, last first, and removes their folder.
 */
const { spawn } = require('node:child_process');
const { createWriteStream, rmSync } = require('node:fs');

const folder = process.argv[2];
const children = [];

// a terminal's Ctrl-C is for the parent
process.on('SIGINT', () => {});
process.on('disconnect', end);
process.on('SIGTERM', end);
// whatever happens here, nothing may be left behind
process.on('uncaughtException', end);

process.on('message', ({ name, command, args, env, cwd, log }) => {
  // a full disk takes the log, not the processes
  const out = createWriteStream(log).on('error', () => {});
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(out);
  child.stderr.pipe(out);
  children.push(child);
  child.on('error', (error) => tell({ name, gone: error.message }));
  child.on('exit', (code, signal) => tell({ name, gone: signal ?? `exit code ${code}` }));
});

function tell(message) {
  if (process.connected) process.send(message, () => {});
}

let ending = false;
async function end() {
  if (ending) return;
  ending = true;
  for (const child of children.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), 3000);
    await new Promise((gone) => child.once('exit', gone));
    clearTimeout(hard);
  }
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}
