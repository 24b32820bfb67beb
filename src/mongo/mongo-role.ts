import { requireDatabaseName } from './identifiers';

/**
 * What a user may on one database. There are no others: a role on all databases or on the cluster (`root`, `clusterAdmin`, `readWriteAnyDatabase` …) makes
 * one leaked connection string the loss of every database of the server.
 */
export class MongoRole {
  /**
   * Reads a database (MongoDB manual 8.0, Built-In Roles, `read`).
   * @param database name of the database
   * @throws when the name is none, or is MongoDB's own (admin, config, local)
   */
  public static read(database: string): MongoRole {
    return MongoRole.on(database, 'read');
  }

  /**
   * Reads and writes a database, and makes its collections and indexes (MongoDB manual 8.0, Built-In Roles, `readWrite`).
   * @param database name of the database
   * @throws when the name is none, or is MongoDB's own (admin, config, local)
   */
  public static readWrite(database: string): MongoRole {
    return MongoRole.on(database, 'readWrite');
  }

  /**
   * Changes the schema of a database: validators, views, indexes, statistics; it reads no documents (MongoDB manual 8.0, Built-In Roles, `dbAdmin`).
   * @param database name of the database
   * @throws when the name is none, or is MongoDB's own (admin, config, local)
   */
  public static dbAdmin(database: string): MongoRole {
    return MongoRole.on(database, 'dbAdmin');
  }

  private static on(database: string, name: string): MongoRole {
    requireDatabaseName('role.database', database);
    return new MongoRole(name, database);
  }

  private constructor(
    /** Name of the role in MongoDB. */
    public readonly name: string,
    /** Database that it is about. */
    public readonly database: string,
  ) {}
}
