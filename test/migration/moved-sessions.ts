import { App, Chart, Duration } from 'cdk8s';
import {
  MigrationMethod, MigrationPhase, MongoReplicaSet, MongoReplicaSetProps, SecretKeyRef, SecretRef, VmDatabase, VmMigration, VmMigrationProps,
  VmMongoOptions,
} from '../../src';
import { sessions } from '../support/mongo';

/** A source of MongoDB that lacks nothing. */
export const MONGO_SOURCE = {
  host: 'vm-mongo.example.com',
  database: 'app',
  credentials: SecretRef.of('vm-mongo'),
  ca: SecretKeyRef.of('vm-mongo-ca', 'ca.crt'),
  addresses: ['10.20.0.9'],
  version: 7,
} satisfies VmMongoOptions;

export interface MovedSessions {
  readonly app: App;
  readonly chart: Chart;
  readonly database: MongoReplicaSet;
  readonly migration: VmMigration;
}

/** A migration into the MongoReplicaSet of the tests. */
export function movedSessions(
  more: Partial<VmMigrationProps> = {}, source: Partial<VmMongoOptions> = {}, database: Partial<MongoReplicaSetProps> = {},
): MovedSessions {
  const made = sessions(database);
  const migration = new VmMigration(made.chart, 'Move', {
    name: 'move',
    source: VmDatabase.mongo({ ...MONGO_SOURCE, ...source }),
    target: made.database,
    method: MigrationMethod.DUMP,
    phase: MigrationPhase.ASSESS,
    front: { name: 'sessions-front' },
    oneWay: 'sessions that are lost are begun again',
    limits: { writeStop: Duration.hours(2) },
    ...more,
  });
  return { ...made, migration };
}
