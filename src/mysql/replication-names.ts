import type { MySqlCluster } from './mysql-cluster';
import type { MySqlSourceHost } from './mysql-source-host';
import { requireCidr } from '../values/cluster-network';
import { refuse } from '../values/refusal';
import { SecretKeyRef } from '../values/secret-key-ref';

/** A replica as it is asked for: of `source`, or of `elsewhere`. */
export interface AskedReplica {
  readonly source?: MySqlCluster;
  readonly elsewhere?: SourceElsewhere;
  readonly addresses: readonly string[];
  readonly ca?: SecretKeyRef;
  readonly promoted: boolean;
}

/** Servers that the app knows by their names; those of a MySqlCluster of another app have its name, too. */
export interface SourceElsewhere {
  readonly channel: string;
  readonly hosts: readonly MySqlSourceHost[];
  readonly name?: string;
  readonly namespace?: string;
}

/** Refuses what MySQL or the operator takes for no channel's name (Validate in pxc_types.go, 1.20), and what is written differently in two places. */
export function requireChannel(prop: string, value: string): void {
  if (typeof value !== 'string' || !/^[a-z][a-z0-9_-]*$/.test(value)) {
    refuse(prop, 'be lower-case letters, digits, "_" and "-", starting with a letter', value, 'choose such a name');
  }
  if (value.length > 64) refuse(prop, 'be at most 64 characters', value, `shorten it by ${value.length - 64}`);
  if (value.startsWith('group_replication_')) refuse(prop, 'not be one of MySQL\'s own (group_replication_*)', value, 'choose another name');
}

/** Refuses a list without an address, and what is no CIDR. */
export function requireAddresses(prop: string, values: readonly string[]): void {
  if (!Array.isArray(values) || values.length === 0) refuse(prop, 'name an address', values, 'write CIDRs, for example "10.20.0.0/16"; a policy knows no DNS names');
  values.forEach((value, i) => requireCidr(`${prop}[${i}]`, value));
}

/** Refuses a list in which a server stands twice. */
export function requireEachOnce(prop: string, hosts: readonly string[]): void {
  const twice = hosts.find((host, i) => hosts.indexOf(host) !== i);
  if (twice !== undefined) refuse(prop, 'name each server once', twice, 'remove the second one');
}
