import { at, Cast, makerOf } from './cast';
import { Claim, holds } from './claim';
import { Manifest } from '../../../src/checklist/manifests';
import { Scene } from '../scene';

/** Instances read Secrets by their own ServiceAccount: the Roles that operators make let them read what our objects name. */
export function* accessClaims(scene: Scene): Generator<Claim> {
  for (const database of scene.databases) {
    const { namespace, name } = database;
    const cast = new Cast(scene, database);
    const { spec } = scene.claimed.find('postgresql.cnpg.io', 'Cluster', namespace, name)!;
    const { serverTLSSecret, clientCASecret, replicationTLSSecret } = cast.cluster.status.certificates;
    const role = scene.living.find('rbac.authorization.k8s.io', 'Role', namespace, name);
    const from = `Cluster ${namespace}/${name}`;
    const read = (resource: string, object: string, of: Manifest | undefined, what: string, where = from, by = makerOf(of)) => (
      holds(`instances may read ${what}`, where, by, mayGet(of, resource, object), `Role ${of?.metadata.name} does not name ${object}`));

    for (const { passwordSecret } of spec.managed.roles) yield read('secrets', passwordSecret.name, role, 'passwords of roles');
    const { secret: owner } = spec.bootstrap.initdb ?? spec.bootstrap.recovery;
    yield read('secrets', owner.name, role, 'the owner\'s password');
    for (const secret of [serverTLSSecret, clientCASecret, replicationTLSSecret]) yield read('secrets', secret, role, 'their certificates');
    for (const map of spec.monitoring?.customQueriesConfigMap ?? []) yield read('configmaps', map.name, role, 'queries of ours');

    for (const { parameters: { barmanObjectName } } of spec.plugins ?? []) {
      const store = scene.claimed.find('barmancloud.cnpg.io', 'ObjectStore', namespace, barmanObjectName)!;
      const ofPlugin = scene.living.find('rbac.authorization.k8s.io', 'Role', namespace, `${name}-barman-cloud`);
      yield read('objectstores', barmanObjectName, ofPlugin, 'the ObjectStore', at(store), 'Barman Cloud plugin');
      for (const secret of secretsOf(store.spec.configuration)) yield read('secrets', secret, ofPlugin, 'credentials of the object store', at(store), 'Barman Cloud plugin');
    }
  }
}

function mayGet(role: Manifest | undefined, resource: string, name: string): boolean {
  return (role?.rules ?? []).some((rule: any) => rule.resources?.includes(resource) && rule.verbs.includes('get') && (!rule.resourceNames || rule.resourceNames.includes(name)));
}

/** Names of the Secrets with the credentials of an object store; the endpoint's CA is mounted instead. */
function secretsOf({ s3Credentials = {}, googleCredentials = {}, azureCredentials = {} }: any): string[] {
  return [s3Credentials, googleCredentials, azureCredentials].flatMap((keys) => Object.values<any>(keys)).flatMap(({ name }) => name ?? []);
}
