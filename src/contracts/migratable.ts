import { Construct } from 'constructs';
import type { IDatabase } from './database';
import type { MigrationRequest, MigrationSide } from './migration-side';
import { SecretRef } from '../values/secret-ref';

/** How the machine reaches the target, so that the source can follow it after the switch. */
export interface MigrationWayBack {
  /** DNS name of the load balancer `<name>-back`, which the migration makes. It stands in the target's certificate. */
  readonly host: string;

  /**
   * Port of the load balancer.
   * @default - the target's own: 5432
   */
  readonly port?: number;

  /** File on the machine that holds the CA of the target's certificate; the runbook says how it comes there. */
  readonly rootCertificate: string;

  /**
   * Secret in the target's namespace with the password of the role that the source replicates with: keys `username` and `password`.
   * @default - it comes from the platform's secret store, as that of every other role
   */
  readonly credentials?: SecretRef;

  /**
   * Annotations of the load balancer's Service, such as those that make it one of the private network.
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * Class of the load balancer. It cannot be changed later.
   * @default - the cloud's own
   */
  readonly loadBalancerClass?: string;
}

/** What data can be brought into from a machine: a database of the app. */
export interface IMigratable extends IDatabase {
  /**
   * Lets a migration in, and adds what belongs to the engine. `VmMigration` calls it.
   * @internal
   */
  _migrateInto(scope: Construct, id: string, request: MigrationRequest): MigrationSide;
}
