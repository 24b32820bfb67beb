import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAMS = join(__dirname, 'programs');

/** Minors of Kubernetes that there is a wrapper module for, the newest first. */
export const KUBERNETES_MINORS = readdirSync(PROGRAMS).flatMap((folder) => /^kubernetes-(1\.\d+)$/.exec(folder)?.[1] ?? [])
  .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));

/** The version that a minor's wrapper module pins. */
export function kubernetesVersion(minor: string): string {
  return /^\s*(?:require )?k8s\.io\/kubernetes v(\S+)/m.exec(readFileSync(join(PROGRAMS, `kubernetes-${minor}`, 'go.mod'), 'utf8'))![1];
}
