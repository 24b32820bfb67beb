/** The user of Percona's images (1.22.0, psmdb_defaults.go). */
export const IMAGE_USER = 1001;

/** What Pod Security's level `restricted` asks of a container. The root file system stays writable: the entry points put the certificate's key under /tmp. */
export const RESTRICTED = { runAsNonRoot: true, runAsUser: IMAGE_USER, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** What it asks of a pod. */
export const RESTRICTED_POD = { runAsNonRoot: true, fsGroup: IMAGE_USER, seccompProfile: { type: 'RuntimeDefault' } };
