// What leads the clients while a database moves: a Service, or where drivers follow the names of members, a connection string.
import { Refused } from './migration-state.mjs';
import * as connection from './mongo-front.mjs';
import * as service from './service-front.mjs';

export async function toSource(kubernetes, settings) {
  await front(settings).toSource(kubernetes, settings);
}

export async function toTarget(kubernetes, settings) {
  await front(settings).toTarget(kubernetes, settings);
}

/** Where the front leads: `source`, `target`, or undefined before it leads anywhere. */
export async function leadsTo(kubernetes, settings) {
  return front(settings).leadsTo(kubernetes, settings);
}

/** What leads the clients, where it leads them to the machine that is going to be stopped. */
export async function requireAtSource(kubernetes, settings) {
  if (await leadsTo(kubernetes, settings) !== 'source') throw new Refused('clients are led elsewhere, or nowhere: set the phase to prepare');
  await front(settings).requireAddresses?.(kubernetes, settings);
  return settings.front.service ?? settings.front.configMap;
}

function front({ front: { configMap } }) {
  return configMap === undefined ? service : connection;
}
