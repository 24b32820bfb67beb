import { at, makerOf, sortOf } from './cast';
import { Claim, holds } from './claim';
import { Manifest } from '../../../src/checklist/manifests';
import { Scene } from '../scene';

/** Every key of a Secret or ConfigMap that anything reads is there. */
export function* secretClaims(scene: Scene): Generator<Claim> {
  const namespaces = new Set(scene.claimed.all.map(({ metadata }) => metadata.namespace));
  // replicas of one template read the same
  const seen = new Set<string>();
  for (const reference of referencesOf(scene)) {
    const { kind, namespace, name, key, from } = reference;
    const identity = [kind, namespace, name, key].join('/');
    if (!namespaces.has(namespace) || seen.has(identity)) continue;
    seen.add(identity);
    const object = scene.living.find('', kind, namespace, name);
    yield holds(`${kind} has ${key ?? 'come'}`, `${from}: ${namespace}/${name}`, makerOf(object),
      object !== undefined && (key === undefined || object.data?.[key] !== undefined), object ? `only ${Object.keys(object.data ?? {}).join(', ')}` : `no such ${kind}`);
  }
  for (const database of scene.databases) {
    const { namespace } = database;
    for (const { name, passwordSecret } of scene.living.find('postgresql.cnpg.io', 'Cluster', namespace, database.name)!.spec.managed.roles) {
      const secret = scene.living.find('', 'Secret', namespace, passwordSecret.name);
      const username = Buffer.from(secret?.data?.username ?? '', 'base64').toString();
      yield holds('a role\'s Secret is its own, as basic-auth', `role ${name} of ${namespace}/${database.name}`, makerOf(secret),
        secret?.type === 'kubernetes.io/basic-auth' && username === name, `${secret?.type} of ${username}`);
    }
  }
}

interface Reference {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;
  /** Left out when the whole object is read. */
  readonly key?: string;
  readonly from: string;
}

function* referencesOf(scene: Scene): Generator<Reference> {
  for (const pod of scene.living.ofKind('', 'Pod')) yield* ofPod(pod);
  for (const cluster of scene.claimed.ofKind('postgresql.cnpg.io', 'Cluster')) yield* ofCluster(cluster);
  for (const store of scene.claimed.ofKind('barmancloud.cnpg.io', 'ObjectStore')) yield* ofStore(store);
  for (const database of scene.databases) {
    yield { kind: 'Secret', namespace: database.namespace, name: database.ca.name, key: database.ca.key, from: `ca of ${database.namespace}/${database.name}` };
    yield { kind: 'Secret', namespace: database.namespace, name: database.secret().name, key: 'username', from: `secret() of ${database.namespace}/${database.name}` };
    yield { kind: 'Secret', namespace: database.namespace, name: database.secret().name, key: 'password', from: `secret() of ${database.namespace}/${database.name}` };
  }
}

function* ofPod(pod: Manifest): Generator<Reference> {
  const { metadata: { namespace = '' }, spec } = pod;
  const from = sortOf(pod);
  const of = (kind: Reference['kind'], name: string, key?: string, where = from): Reference => ({ kind, namespace, name, key, from: where });
  for (const container of [...spec.initContainers ?? [], ...spec.containers]) {
    for (const { valueFrom } of container.env ?? []) {
      if (valueFrom?.secretKeyRef && !valueFrom.secretKeyRef.optional) yield of('Secret', valueFrom.secretKeyRef.name, valueFrom.secretKeyRef.key, `${from}, env`);
      if (valueFrom?.configMapKeyRef && !valueFrom.configMapKeyRef.optional) yield of('ConfigMap', valueFrom.configMapKeyRef.name, valueFrom.configMapKeyRef.key, `${from}, env`);
    }
    for (const { secretRef } of container.envFrom ?? []) if (secretRef && !secretRef.optional) yield of('Secret', secretRef.name, undefined, `${from}, env`);
  }
  for (const volume of spec.volumes ?? []) {
    const sources = volume.projected ? volume.projected.sources : [volume];
    for (const { secret, configMap } of sources) {
      const source = secret ?? configMap;
      if (!source || source.optional) continue;
      const keys: (string | undefined)[] = source.items?.map(({ key }: any) => key) ?? [undefined];
      for (const key of keys) yield of(secret ? 'Secret' : 'ConfigMap', source.secretName ?? source.name, key, `${from}, volume`);
    }
  }
}

function* ofCluster(cluster: Manifest): Generator<Reference> {
  const { metadata: { namespace = '' }, spec } = cluster;
  const of = (kind: Reference['kind'], object: string, from: string, ...keys: string[]): Reference[] => keys.map((key) => (
    { kind, namespace, name: object, key, from: `${at(cluster)}, ${from}` }));
  const [[bootstrap, { secret }]] = Object.entries<any>(spec.bootstrap);
  yield* of('Secret', secret.name, `bootstrap.${bootstrap}.secret`, 'username', 'password');
  for (const { passwordSecret } of spec.managed.roles) yield* of('Secret', passwordSecret.name, 'managed.roles', 'username', 'password');
  if (spec.certificates?.serverTLSSecret) {
    yield* of('Secret', spec.certificates.serverTLSSecret, 'certificates.serverTLSSecret', 'tls.crt', 'tls.key');
    yield* of('Secret', spec.certificates.serverCASecret, 'certificates.serverCASecret', 'ca.crt');
  }
  for (const map of spec.monitoring?.customQueriesConfigMap ?? []) yield* of('ConfigMap', map.name, 'monitoring', map.key);
}

function* ofStore(store: Manifest): Generator<Reference> {
  const { metadata: { namespace = '' }, spec: { configuration } } = store;
  const { endpointCA, s3Credentials = {}, googleCredentials = {}, azureCredentials = {} } = configuration;
  for (const ref of [endpointCA, ...[s3Credentials, googleCredentials, azureCredentials].flatMap((keys) => Object.values<any>(keys))]) {
    if (ref?.name) yield { kind: 'Secret', namespace, name: ref.name, key: ref.key, from: at(store) };
  }
}
