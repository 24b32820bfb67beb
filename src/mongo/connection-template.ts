import { endpointsOf } from './endpoints-of';
import { MongoSettings, onlyReads, UserSettings } from './mongo-settings';

/** How drivers are to read and write: a read by a user who cannot write may come from a secondary, and a write is acknowledged when a majority has it. */
export function readPreference(user: Pick<UserSettings, 'roles'>): string {
  return onlyReads(user) ? 'secondaryPreferred' : 'primary';
}

/**
 * What a user's Secret holds, as a template of External Secrets. The whole connection string is there for clients that know nothing else; its password is
 * percent-encoded (Go's `urlquery` writes a space as "+", which drivers take for itself). The CA's path is the client's, and not in it.
 */
export function connectionTemplate(of: MongoSettings, user: UserSettings): Record<string, string> {
  const hosts = endpointsOf(of).members.map(({ host, port }) => `${host}:${port}`).join(',');
  const options = `authSource=admin&replicaSet=${of.replicaSet}&tls=true&w=majority&readPreference=${readPreference(user)}`;
  // a user of several databases names one: with the wrong one a client would write there
  const databases = new Set(user.roles.map(({ database }) => database));
  const database = databases.size === 1 ? user.roles[0].database : '';
  return {
    username: user.name,
    password: '{{ .password }}',
    uri: `mongodb://${user.name}:{{ .password | urlquery | replace "+" "%20" }}@${hosts}/${database}?${options}`,
  };
}
