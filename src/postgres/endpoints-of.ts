import { POSTGRES_PORT } from './cnpg-network';
import { PostgresEndpoints } from './postgres-endpoints';
import { PoolerType } from './postgres-pooler';
import { PostgresSettings } from './postgres-settings';
import { Endpoint } from '../contracts/endpoint';

/** Where a database answers. */
export function endpointsOf(of: PostgresSettings): PostgresEndpoints {
  const at = (service: string) => new Endpoint(`${service}.${of.namespace}.svc`, POSTGRES_PORT);
  const pooled = (type: PoolerType) => {
    const pooler = of.poolers.find((candidate) => candidate.type === type);
    return pooler && at(pooler.name);
  };
  return new PostgresEndpoints(
    at(`${of.name}-rw`), at(`${of.name}-ro`), at(`${of.name}-r`), pooled(PoolerType.READ_WRITE), pooled(PoolerType.READ_ONLY));
}
