/** Where a program finds the token of its ServiceAccount. */
export const ACCOUNT_DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What the API server would mount by itself, into all containers of a pod (Kubernetes docs, ServiceAccounts, "Bound service account token volume"). */
export function accountVolume(): object {
  return {
    name: 'account',
    projected: {
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      ],
    },
  };
}
