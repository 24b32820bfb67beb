/** What changes when a pod is made anew or one of its containers is restarted. */
export async function restartsOf(pods: any[]): Promise<Record<string, string>> {
  return Object.fromEntries(pods.map(({ metadata, status }) => {
    const counts = [...status.containerStatuses, ...status.initContainerStatuses ?? []].map((container: any) => container.restartCount);
    return [metadata.name, `${metadata.uid} ${counts.join(',')}`];
  }));
}
