/** Ports that a pod's containers say they listen on, those of sidecars among them. */
export function portsOf(pod: any): Array<{ name?: string; containerPort: number }> {
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }: any) => restartPolicy === 'Always');
  return [...pod.spec.containers, ...sidecars].flatMap(({ ports }) => ports ?? []);
}

/** The number behind a port's number or name; undefined when no container has it. */
export function portOf(pod: any, port: number | string): number | undefined {
  return portsOf(pod).find(({ name, containerPort }) => (typeof port === 'number' ? containerPort === port : name === port))?.containerPort;
}
