import type { MongoSettings } from './mongo-settings';
import { PMM_TOKEN } from '../parts/pmm';

/**
 * Users that Percona's operator works with, and what their keys in its Secret begin with (Percona Operator for MongoDB 1.22.0,
 * pkg/controller/perconaservermongodb/secrets.go, fillSecretData). All ten keys have to be there: the operator adds what is missing, External Secrets
 * takes it away again, and the passwords change for ever.
 */
export const SYSTEM_USERS: Readonly<Record<string, string>> = {
  backup: 'MONGODB_BACKUP',
  databaseAdmin: 'MONGODB_DATABASE_ADMIN',
  clusterAdmin: 'MONGODB_CLUSTER_ADMIN',
  clusterMonitor: 'MONGODB_CLUSTER_MONITOR',
  userAdmin: 'MONGODB_USER_ADMIN',
};

/** Who reads the metrics where the operator has no such user of its own. */
export const METRICS_USER = 'clusterMonitor';

/** Names that no user of an application may have; the agent of MongoDB's own operator is `mms-automation`, a user of MongoDB itself `__system`; PMM's token lies in the secret store like a password. */
export const RESERVED_USERS = [...Object.keys(SYSTEM_USERS), 'mms-automation', '__system', PMM_TOKEN];

/** Name of the Secret with the operator's users. */
export function systemUsersSecret(database: string): string {
  return `${database}-users`;
}

/** What it is made of, each a key of the secret store: passwords, and the token of PMM. */
export function systemUsersKeys({ pmm }: MongoSettings): string[] {
  return [...Object.keys(SYSTEM_USERS), ...(pmm ? [PMM_TOKEN] : [])];
}

/** What it holds, as a template of External Secrets: a key of the template for each user's password, and the token of PMM 3 (1.22.0, pkg/psmdb/pmm/pmm.go). */
export function systemUsersTemplate({ pmm }: Pick<MongoSettings, 'pmm'>): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(SYSTEM_USERS).flatMap(([user, key]) => [[`${key}_USER`, user], [`${key}_PASSWORD`, `{{ .${user} }}`]])),
    ...(pmm ? { PMM_SERVER_TOKEN: `{{ .${PMM_TOKEN} }}` } : {}),
  };
}

/** Name of the Secret with the passwords that Percona's operator makes for users without one of their own, by their names (1.22.0, custom_users.go). */
export function customUsersSecret(database: string): string {
  return `${database}-custom-user-secret`;
}
