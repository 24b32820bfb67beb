import { figures } from './figures';

export default async function tearDown(): Promise<void> {
  process.stderr.write(figures());
  await globalThis.controlPlane?.stop();
}
