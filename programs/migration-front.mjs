// What leads the clients while a database moves: a Service, or where drivers follow the names of members, a connection string.
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

function front({ front: { configMap } }) {
  return configMap === undefined ? service : connection;
}
