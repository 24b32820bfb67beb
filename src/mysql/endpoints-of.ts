import { MySqlEndpoints } from './mysql-endpoints';
import { MySqlSettings } from './mysql-settings';
import { clientServices } from './pxc-names';
import { MYSQL_PORT } from './pxc-network';
import { Endpoint } from '../contracts/endpoint';

/** Where a database answers. */
export function endpointsOf({ name, namespace, proxy }: MySqlSettings): MySqlEndpoints {
  const [first, second = first] = clientServices(name, proxy.component);
  const at = (service: string) => new Endpoint(`${service}.${namespace}.svc`, MYSQL_PORT);
  return new MySqlEndpoints(at(first), at(second));
}
