import { Kubernetes } from '../../cluster/kubernetes';
import { archiveSegment, completedBackup, condition, recoveryWindow } from '../archive';
import { ordersOf } from '../bring-up';

/** What a restore would need. */
export function archive(kubernetes: Kubernetes): void {
  const orders = ordersOf(kubernetes);

  it('has a base backup and every segment of the write-ahead log', async () => {
    await completedBackup(kubernetes, 300);
    expect(await recoveryWindow(kubernetes, 'orders-pg17')).toMatchObject({ firstRecoverabilityPoint: expect.any(String), lastSuccessfulBackupTime: expect.any(String) });
    await archiveSegment(orders, 120);
    expect(await condition(orders, 'ContinuousArchiving')).toBe('True');
  });
}
