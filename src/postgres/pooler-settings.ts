import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { requireDistinct } from './identifiers';
import { RESERVED_CONNECTIONS } from './parameters';
import type { PostgresClusterProps } from './postgres-cluster-props';
import { PoolerType, PoolMode } from './postgres-pooler';
import { Compute } from '../values/compute';
import { refuse, requireInteger } from '../values/refusal';

/** A pooler's options, checked and completed. */
export interface PoolerSettings {
  readonly name: string;
  readonly type: PoolerType;
  readonly mode: PoolMode;
  readonly instances: number;
  readonly compute: Compute;
  readonly maxClientConnections: number;
  /** Server connections that one PgBouncer pod may have to one database. */
  readonly maxDbConnections: number;
}

const TYPES = Object.values(PoolerType);

/** Of an instance's connections, all PgBouncer pods together: what is left is for direct clients, and keeps below the alert on connections. */
const POOLED_SHARE = 0.7;

/** All PgBouncer pods of a pooler together never want more connections than an instance has to spare. */
export function poolerSettings(props: PostgresClusterProps, maxConnections: number, databases: number): PoolerSettings[] {
  const poolers = props.poolers ?? [];
  requireDistinct('poolers', poolers.map((pooler) => pooler.type), 'one pooler of each type serves all clients; give it more instances');
  return poolers.map((pooler, i) => {
    if (!TYPES.includes(pooler.type)) refuse(`poolers[${i}].type`, `be one of ${TYPES.join(', ')}`, pooler.type, 'give a PoolerType');
    const instances = pooler.instances ?? 2;
    requireInteger(`poolers[${i}].instances`, instances, 1, 99, 'two let one go at a time');
    const clients = pooler.maxClientConnections ?? 1000;
    requireInteger(`poolers[${i}].maxClientConnections`, clients, 1, 100000, 'give the clients that one PgBouncer pod takes');
    if (pooler.type === PoolerType.READ_ONLY && (props.instances ?? 3) < 2) {
      refuse(`poolers[${i}].type`, 'have replicas to lead to', pooler.type, 'give the database more instances or remove the pooler');
    }
    const maxDbConnections = Math.floor(((maxConnections - RESERVED_CONNECTIONS) * POOLED_SHARE) / (instances * databases));
    if (maxDbConnections < 1) {
      refuse(`poolers[${i}].instances`, `leave each pod a connection: max_connections is ${maxConnections} for ${databases} databases`, instances,
        'lower it or raise parameters.max_connections');
    }
    return {
      name: `${props.name}-pooler-${pooler.type}`,
      type: pooler.type,
      mode: pooler.mode ?? PoolMode.TRANSACTION,
      instances,
      maxDbConnections,
      compute: pooler.compute ?? Compute.of({ cpu: Cpu.millis(250), memory: Size.mebibytes(128) }),
      maxClientConnections: clients,
    };
  });
}
