import { namespaceNamed, tcp } from './network-policy';
import { Pmm } from '../values/pmm';

/** Key of the secret store that the token of a service account lies under, beside the passwords of the database that pushes. */
export const PMM_TOKEN = 'pmmservertoken';
/** The user `pmm-agent` of the client's image (percona/pmm, build/docker/client/Dockerfile). */
export const PMM_USER = 1002;
/** A PMM server's Service, and its pods (percona/pmm-server 3). */
const PMM_PORTS = [443, 8443];

/** What the client is given: an estimate, from the requests in the operators' deploy/cr.yaml. */
export const PMM_RESOURCES = { requests: { cpu: '300m', memory: '150Mi' }, limits: { memory: '512Mi' } };

/** To the server, where there is one. */
export function toPmm(pmm: Pmm | undefined): object[] {
  if (!pmm) return [];
  const port = /:(\d+)$/.exec(pmm.serverHost)?.[1];
  const ports = tcp(...new Set([...PMM_PORTS, ...(port === undefined ? [] : [Number(port)])]));
  return [pmm.namespace === undefined ? { ports } : { to: [{ namespaceSelector: namespaceNamed(pmm.namespace) }], ports }];
}
