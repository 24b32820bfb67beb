import { Kubernetes } from '../cluster/kubernetes';

/** How confirm ends as long as no backup has what was moved. */
export const UNSAVED = /^confirm refused: target is backed up: the last backup ended at \S+, before the clients were moved at \S+: make one, and see that it can be restored$/;

/** What is there of a migration and its target before any Job: as the manifests have it, and healthy and backed up as its operators say. */
export async function applied(kubernetes: Kubernetes, namespace: string): Promise<void> {
  const labels = { 'app.kubernetes.io/name': 'orders' };
  for (const manifest of [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'move-migration', namespace, labels } },
    { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'move-migration', namespace, labels } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'orders-front', namespace, labels }, spec: { ports: [{ name: 'postgresql', port: 5432 }] } },
    {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      metadata: { name: 'orders', namespace },
      spec: { instances: 1, storage: { size: '1Gi' } },
    },
    {
      apiVersion: 'barmancloud.cnpg.io/v1',
      kind: 'ObjectStore',
      metadata: { name: 'orders-backups', namespace },
      spec: { configuration: { destinationPath: 's3://acme-backups/shop/orders' } },
    },
  ]) await kubernetes.apply(manifest as any);
  await backedUp(kubernetes, namespace);
  await kubernetes.merge({ apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { name: 'orders', namespace } } as any, {
    status: {
      phase: 'Cluster in healthy state',
      instances: 1,
      readyInstances: 1,
      currentPrimary: 'orders-1',
      targetPrimary: 'orders-1',
      conditions: [{ type: 'ContinuousArchiving', status: 'True', reason: 'ContinuousArchivingSuccess', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' }],
    },
  }, 'status');
}

/** What the operator says when a backup of the target has just ended. */
export async function backedUp(kubernetes: Kubernetes, namespace: string): Promise<void> {
  await kubernetes.merge({ apiVersion: 'barmancloud.cnpg.io/v1', kind: 'ObjectStore', metadata: { name: 'orders-backups', namespace } } as any, {
    status: { serverRecoveryWindow: { 'orders-pg17': { lastSuccessfulBackupTime: justNow() } } },
  }, 'status');
}

/** In whole seconds, as operators tell it, and not before now. */
export function justNow(): string {
  return new Date(Math.ceil(Date.now() / 1000) * 1000).toISOString().replace(/\.\d+/, '');
}
