import { at } from './cast';
import { Claim, holds } from './claim';
import { Scene } from '../scene';

/** What operators complain of before they are through, and why it is none of our objects' fault. */
const TRANSIENT: Array<readonly [complaint: RegExp, because: string]> = [
  [/SSL Secret is missing required keys: \[((ca|tls)\.(crt|key) ?)+\]/, 'cert-manager has not yet filled the empty Secret; in an order of their own'],
  [/\bsecret "?[\w-]+-server-tls\b.* not found|Getting secret [\w-]+-server-tls/is, 'cert-manager is still issuing'],
  [/Role\.rbac\.authorization\.k8s\.io "[\w-]+-barman-cloud" not found/, 'the plugin reads the Role that it has just made'],
  [/Couldn't find target pod/, 'the first backup is asked for before the first instance is there'],
  [/^ClusterNotHealthy of ScheduledBackup /, 'the first backup by snapshots waits for the first instances'],
  [/object has been modified|already exists/, 'two writers met, and one tried again'],
  [/getting caSecret [\w-]+: Secret "[\w-]+" not found/, 'a Pooler comes before its Cluster has its CA'],
  [/^ClusterIPNotAllocated of Service /, 'the API server notes an address that it has just given out (its repair loop, k8s.io/kubernetes 1.36, pkg/registry/core/service/ipallocator)'],
  [/can't get tls certificates from certmanager/, 'cert-manager is still issuing'],
  [/failed calling webhook [^]*context deadline exceeded|etcdserver: request timed out|http2: client connection lost/, 'the machine is busy, and one tried again'],
  [/in work queue no longer exists/, 'an object of an earlier scene went'],
];

/** What they complain of because the pods here do not run. */
const STAND_IN: Array<readonly [complaint: RegExp, because: string]> = [
  [/^CannotRegenerateKey of Certificate orders-ssl: .*orders-server-tls/, 'the operator\'s Certificate and ours have one Secret, where its object came first'],
  [/no preferred addresses found/, 'a backup, a replica set and the state of a Galera cluster are asked for by exec and logs, and the nodes here are objects'],
  [/dial tcp: lookup [\w-]+-(pxc-unready|pxc|haproxy|proxysql|rs0)\b/, 'nothing answers SQL, and there is no DNS'],
  [/^handleReplsetInit: exec .* not found/, 'a replica set is initiated by exec in a pod that is just being made'],
];

/** No operator reports an error about our objects: in conditions, events or logs. */
export function* reportClaims(scene: Scene): Generator<Claim> {
  const namespaces = new Set(scene.claimed.all.map(({ metadata }) => metadata.namespace));
  for (const kind of ['Cluster', 'Pooler', 'Certificate', 'ExternalSecret']) {
    for (const object of scene.living.all.filter((one) => one.kind === kind && namespaces.has(one.metadata.namespace))) {
      const bad = (object.status?.conditions ?? []).filter((condition: any) => condition.status !== 'True' && !isKnown(condition.message ?? '', STAND_IN));
      yield holds('no bad condition', at(object), 'its operator', bad.length === 0,
        bad.map(({ type, message }: any) => `${type}: ${message}`).join('; '));
    }
  }
  const warnings = scene.living.ofKind('', 'Event').filter(({ type, metadata }) => type !== 'Normal' && namespaces.has(metadata.namespace));
  yield* complaints('events', warnings.map(({ reason, message, involvedObject }) => `${reason} of ${involvedObject.kind} ${involvedObject.name}: ${message}`));
  for (const name of scene.logs.names) yield* complaints(`the log of ${name.replace('-webhook', '')}`, scene.logs.errors(name, namespaces));
}

function* complaints(from: string, all: readonly string[]): Generator<Claim> {
  const unknown = [...new Set(all.filter((one) => !isKnown(one, [...TRANSIENT, ...STAND_IN])))];
  for (const one of unknown) yield holds(`no error in ${from}`, from, 'operators', false, one);
  if (unknown.length === 0) yield holds(`no error in ${from} but known ones`, from, 'operators', true, '');
}

function isKnown(text: string, among: typeof TRANSIENT): boolean {
  return among.some(([complaint]) => complaint.test(text));
}
