import { report } from './comparison';

export default async function tearDown(): Promise<void> {
  try {
    if (process.env.TEST_FOLDER) process.stderr.write(`${report().join('\n')}\n`);
    await Promise.all(globalThis.standIns.map((standIn) => standIn.stop()));
  } finally {
    await globalThis.controlPlane?.stop();
  }
}
