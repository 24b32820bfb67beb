import { ReplicaSettings } from './replication-settings';
import { secretNameOf, UserSettings } from './user-settings';
import { refuse } from '../values/refusal';

/** A user of the source that a replica has not heard of yet: where the source is the app's, it is made there, and comes by the channel. */
export function userOfSource({ database }: ReplicaSettings, user: UserSettings): UserSettings {
  if (!database) {
    refuse('role', 'be one of users at a replica, which makes none of its own', user.name, 'declare it in users as the source has it, and have it made there');
  }
  const { databases, privileges, given } = database._userFor({ ...user, secretName: secretNameOf(database.name, user.name) });
  return { ...user, databases, privileges, given, ...(given ? { secretName: given.name } : {}) };
}
