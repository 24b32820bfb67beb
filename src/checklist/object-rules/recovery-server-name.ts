import { Manifest, Manifests } from '../manifests';
import { objectRule } from '../object-rule';
import { writersTo } from '../readers/archives';
import { BarmanSource, barmanSource, isCnpg } from '../readers/barman-archive';
import { Severity } from '../severity';

export const recoveryServerName = objectRule({
  id: 'recovery-server-name',
  title: 'A restore names the server that wrote the backups',
  why: 'Backups lie under the name of the Cluster that wrote them. A restore that says no name looks under another one, finds no backup, and one learns of '
    + 'it on the day of the disaster.',
  fix: 'Say the name that the source archives under; in YAML: serverName in spec.externalClusters[].plugin.parameters (or in its barmanObjectStore), '
    + 'the source Cluster\'s name unless that Cluster names another.',
  source: 'CloudNativePG 1.30, GetServerName in api/v1/cluster_funcs.go: the external cluster\'s name; Barman Cloud plugin 0.14, NewFromCluster in '
    + 'internal/cnpgi/operator/config/config.go: the restored Cluster\'s own name; cloudnative-pg/cloudnative-pg#1313 and #4025',
  severity: Severity.DATA_LOSS,
  check: (manifest, among) => {
    const source = isCnpg(manifest, 'Cluster') ? barmanSource(manifest, among) : undefined;
    if (!source || source.named) return [];
    const meant = meantBy(source, manifest, among);
    if (meant === undefined) return [];
    return [{ found: `restores from "${source.external}" without serverName, which is then "${source.server}"; ${meant}`, path: source.path }];
  },
});

/** What the restore was meant to find, in words; undefined when the default may be right. */
function meantBy({ place, server, external, by }: BarmanSource, { metadata: { name } }: Manifest, among: Manifests): string | undefined {
  const servers = writersTo(place, among);
  // its own archive does not make the name right
  if (servers.get(server)?.some(({ database }) => database.metadata.name !== name)) return undefined;
  const writer = [...servers.keys()].find((of) => of !== server && isAbout(external, of));
  if (writer !== undefined) return `the backups there are written as "${writer}"`;
  if (by === 'in-tree') return isClusterName(server) ? undefined : 'no Cluster can have that name';
  // the copy is named after the original: nobody has ever written under its name
  return name.startsWith(`${external}-`) ? `nobody but the restored Cluster has that name, "${external}" wrote the backups` : undefined;
}

const AFFIX = '(backups?|source|src|origin|archive|store|object-?store|s3|external)';

/** Whether an external cluster is evidently named after a server. */
function isAbout(external: string, server: string): boolean {
  const literal = server.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^(${AFFIX}-)?${literal}(-${AFFIX})?$`, 'i').test(external);
}

/** As the API server and CloudNativePG's webhook take it. */
function isClusterName(name: string): boolean {
  return /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name);
}
