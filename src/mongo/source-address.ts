import { VmDatabase } from '../values/vm-database';

/** As a connection string has it: an address of IPv6 stands in brackets (RFC 3986, 3.2.2). */
export function sourceAddress({ host, port }: VmDatabase): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
