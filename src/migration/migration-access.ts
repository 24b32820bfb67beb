import { frontRights } from './migration-front';
import { migrationName, migratorLabels } from './migration-pod';
import { MigrationSettings } from './migration-settings';
import { isWatched, WATCHER_PORT, watcherName } from './migration-watcher';
import { Manifest } from '../checklist/manifests';
import { MigrationSide } from '../contracts/migration-side';
import { Right } from '../contracts/rehearsal';
import { namespaceNamed, networkPolicy, NOBODY, tcp, toAddresses, toApiServer, toDns } from '../parts/network-policy';
import { boundRole, roleRules } from '../platform/bound-role';
import { MigrationPhase } from '../values/migration-phase';

/** Who does the phase, and what it may: read and write the state, move the front, and what the engine needs, all by their names. */
export function phaseAccess(of: MigrationSettings, side: MigrationSide): Manifest[] {
  return access(of, migrationName(of.name), [
    state(of),
    { api: 'coordination.k8s.io/v1', kind: 'leases', names: [migrationName(of.name)], verbs: ['get', 'patch'] },
    // what is made has no name yet that a rule could name
    { api: 'v1', kind: 'events', verbs: ['create'] },
    ...(of.phase === MigrationPhase.ASSESS ? [] : frontRights(of, side.front)),
    ...side.rights,
  ]);
}

/** The watcher writes what it compared, and nothing else. */
export function watcherAccess(of: MigrationSettings): Manifest[] {
  return access(of, watcherName(of.name), [state(of)]);
}

/** Lets Job and watcher out to the API server, DNS, the target and exactly the source, and nobody but Prometheus in. */
export function migrationPolicy(of: MigrationSettings, { network, monitoring, egress }: MigrationSide): Manifest {
  const { name, namespace, source } = of;
  const scraped = isWatched(of) ? monitoring : undefined;
  return networkPolicy({
    name: migrationName(name),
    namespace,
    podSelector: { matchLabels: migratorLabels(name) },
    ingress: scraped ? [{ from: [{ namespaceSelector: namespaceNamed(scraped.namespace) }], ports: tcp(WATCHER_PORT) }] : NOBODY,
    egress: [...egress, toAddresses(source.addresses, tcp(source.port)), toDns(network.nodeLocalDns), toApiServer(network.apiServer)],
  });
}

function access({ namespace }: MigrationSettings, name: string, rights: readonly Right[]): Manifest[] {
  const account = { name, namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account, automountServiceAccountToken: false },
    ...boundRole({ name, namespace, rules: roleRules(rights), account }),
  ];
}

function state({ name }: MigrationSettings): Right {
  return { api: 'v1', kind: 'configmaps', names: [migrationName(name)], verbs: ['get', 'patch'] };
}
