/** Names that clients may call a Service by. */
export function serviceNames(service: string, namespace: string, clusterDomain: string): string[] {
  const qualified = `${service}.${namespace}`;
  return [service, qualified, `${qualified}.svc`, `${qualified}.svc.${clusterDomain}`];
}
