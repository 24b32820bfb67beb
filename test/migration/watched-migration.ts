import { WatchedMigration } from '../../src/migration/migration-alerts';

/** A migration that has everything an alert may be about. */
export const MOVE: WatchedMigration = {
  namespace: 'database',
  name: 'move',
  target: 'orders',
  job: 'move-migration-switch-abc12',
  stopsSeconds: 30,
  watched: { lagBytes: 1000, lagSeconds: 5, heldBytes: 100_000, wayBackHeldBytes: 50_000, comparisonAgeSeconds: 86_400, writeStopSeconds: 30 },
};
