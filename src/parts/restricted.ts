/** What Pod Security's level `restricted` asks of a pod (Kubernetes docs, Pod Security Standards). */
export function restrictedPod(user: number): object {
  return { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user, seccompProfile: { type: 'RuntimeDefault' } };
}

/** What it asks of each container, and a root file system that nothing can be left on. */
export const RESTRICTED_CONTAINER = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };
