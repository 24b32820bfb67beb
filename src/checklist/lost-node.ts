/** Taints of a node that is gone (Kubernetes docs, Taint based Evictions). */
export const LOST_NODE = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** A tenth of what Kubernetes gives pods that say nothing. */
export const LONGEST_TOLERATION_SECONDS = 30;
