import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpMethod } from '@kubernetes/client-node';
import { parse, stringify } from 'yaml';
import { ControlPlane } from '../../cluster/control-plane';

/** A kubeconfig of a ServiceAccount, so that an operator may no more than its own RBAC lets it. */
export async function kubeconfigOf({ kubernetes, kubeconfig, processes }: ControlPlane, namespace: string, name: string): Promise<string> {
  const { body } = await kubernetes.send(HttpMethod.POST, `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 24 * 3600 },
  });
  const path = join(processes.folder, `${name}.kubeconfig`);
  const administrator = parse(readFileSync(kubeconfig, 'utf8'));
  writeFileSync(path, stringify({ ...administrator, users: [{ name: 'admin', user: { token: body.status.token } }] }), { mode: 0o600 });
  return path;
}
