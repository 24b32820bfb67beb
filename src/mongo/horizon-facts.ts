/** Names under which clients outside ask for members, without ports, of what both operators write: for each member a host by horizon. */
export function horizonHosts(horizons: ReadonlyArray<Readonly<Record<string, string>>>): string[] {
  return [...new Set(horizons.flatMap((of) => Object.values(of)).map((host) => host.split(':')[0]))];
}
