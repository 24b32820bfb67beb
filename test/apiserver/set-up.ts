import { startControlPlane } from '../cluster/environment';
import { install } from '../cluster/installation';
import { OPERATORS } from '../cluster/operators';

export default async function setUp(): Promise<void> {
  const controlPlane = await startControlPlane();
  if (!controlPlane) return;
  try {
    await install(OPERATORS, controlPlane);
  } catch (error) {
    await controlPlane.stop();
    throw error;
  }
}
