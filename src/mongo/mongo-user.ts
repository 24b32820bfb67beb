import { MongoRole } from './mongo-role';
import { SecretRef } from '../values/secret-ref';

/**
 * A user that may log in to a `MongoReplicaSet`, by SCRAM against the database `admin`. One that disappears from the code stays in MongoDB with its
 * password: drop it there.
 */
export interface MongoUser {
  /** Name of the user. */
  readonly name: string;

  /** What it may, one role at least. */
  readonly roles: MongoRole[];

  /**
   * Secret with its `password`.
   * @default - made from the platform's secret store, remote key `<prefix>/<namespace>/<database>/<user>`, property `password`
   */
  readonly password?: SecretRef;
}
