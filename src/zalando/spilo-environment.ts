import { OperatorConfiguration } from './operator-configuration';
import { Manifest, Manifests } from '../checklist/manifests';
import { isRecord, listIn } from '../checklist/readers/pod-template';

/** The environment of the pods: that is where Spilo is told about archives and backups. */
export interface SpiloEnvironment {
  /** By name; undefined where a manifest shows that it is set and not to what. */
  readonly variables: ReadonlyMap<string, string | undefined>;
  /** What else may set variables and is not in the input. */
  readonly unseen?: string;
}

/**
 * The first that sets a variable wins: the database's `env`, the Secret, the ConfigMap, the configuration; `envFrom` comes last
 * (generateSpiloPodEnvVars, pkg/cluster/k8sres.go, postgres-operator 2.0.1).
 */
export function environmentOf(database: Manifest, spec: any, configuration: OperatorConfiguration, among: Manifests): SpiloEnvironment {
  const { namespace = 'default' } = database.metadata;
  const variables = new Map<string, string | undefined>();
  const unseen: string[] = [];
  const set = (name: string, value: string | undefined) => { if (!variables.has(name)) variables.set(name, value); };
  const setAll = (of: Readonly<Record<string, string | undefined>> | string, prefix = '') => {
    if (typeof of === 'string') unseen.push(of);
    else for (const [name, value] of Object.entries(of)) set(prefix + name, value);
  };

  for (const { name, value, valueFrom } of spec.env ?? []) if (name !== undefined) set(name, value ?? (valueFrom ? undefined : ''));
  const secret = configuration.text('pod_environment_secret');
  if (secret !== undefined) setAll(ofSecret(among, namespace, secret));
  const map = configuration.reference('pod_environment_configmap');
  if (map) setAll(ofConfigMap(among, [map.namespace, namespace], map.name));
  setAll(ofConfiguration(configuration));
  for (const { prefix = '', configMapRef, secretRef } of listIn(spec.envFrom).filter(isRecord)) {
    if (typeof configMapRef?.name === 'string') setAll(ofConfigMap(among, [namespace], configMapRef.name), prefix);
    if (typeof secretRef?.name === 'string') setAll(ofSecret(among, namespace, secretRef.name), prefix);
  }
  if (configuration.unseen !== undefined) unseen.push(configuration.unseen);
  return { variables, unseen: unseen[0] };
}

const BUCKETS: Readonly<Record<string, string>> = { wal_s3_bucket: 'WAL_S3_BUCKET', wal_gs_bucket: 'WAL_GS_BUCKET' };

function ofConfiguration(configuration: OperatorConfiguration): Record<string, string> {
  return Object.fromEntries(Object.entries(BUCKETS).flatMap(([setting, name]) => {
    const value = configuration.text(setting);
    return value === undefined ? [] : [[name, value]];
  }));
}

function ofConfigMap(among: Manifests, namespaces: readonly string[], name: string): Record<string, string> | string {
  const found = namespaces.map((namespace) => among.find('', 'ConfigMap', namespace, name)).find((map) => map !== undefined);
  if (!found) return `ConfigMap ${namespaces[0]}/${name}, which sets variables of the pods, is not in the input; add it.`;
  const data = isRecord(found.data) ? found.data : {};
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)]));
}

/** A Secret's keys are names of variables; what they hold is nobody's business. */
function ofSecret(among: Manifests, namespace: string, name: string): Record<string, undefined> | string {
  const keys = keysOf(among, namespace, name);
  return keys ? Object.fromEntries(keys.map((key) => [key, undefined]))
    : `Secret ${namespace}/${name}, which sets variables of the pods, is not in the input; add the ExternalSecret or SealedSecret that fills it.`;
}

function keysOf(among: Manifests, namespace: string, name: string): string[] | undefined {
  const secret = among.find('', 'Secret', namespace, name);
  if (secret) return [secret.data, secret.stringData].flatMap((data) => (isRecord(data) ? Object.keys(data) : []));
  const sealed = among.find('bitnami.com', 'SealedSecret', namespace, name)?.spec?.encryptedData;
  if (isRecord(sealed)) return Object.keys(sealed);
  const external = among.inNamespace('external-secrets.io', 'ExternalSecret', namespace)
    .find(({ metadata, spec }) => (spec?.target?.name ?? metadata.name) === name)?.spec;
  // what a whole store entry holds is not to be seen
  if (!external || listIn(external.dataFrom).length > 0) return undefined;
  return listIn(external.data).flatMap((each) => (typeof each?.secretKey === 'string' ? [each.secretKey] : []));
}
