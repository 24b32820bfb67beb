import { Manifest } from '../checklist/manifests';
import { Priority } from '../values/priority';

/** The class; undefined for one that exists. */
export function priorityClass(priority: Priority, description: string): Manifest | undefined {
  if (priority.value === undefined) return undefined;
  return {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: priority.name },
    value: priority.value,
    globalDefault: false,
    description,
  };
}
