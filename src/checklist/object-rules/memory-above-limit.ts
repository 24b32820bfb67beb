import { FieldPath } from '../field';
import { groupOf, Manifest } from '../manifests';
import { objectRule, Violation } from '../object-rule';
import { amountOf } from '../readers/amount';
import { isRecord, listIn } from '../readers/pod-template';
import { valueAt } from '../readers/server-images';
import { Severity } from '../severity';

export const memoryAboveLimit = objectRule({
  id: 'memory-above-limit',
  title: 'The engine asks for less memory than its container may have',
  why: 'The cache grows until the kernel kills the server, under load and again after every restart.',
  fix: 'Leave the parameter to the operator, or set it to at most three quarters of resources.limits.memory (Java\'s heap: half).',
  source: 'Percona Operator for MySQL docs, Autotuning (75 % of the memory); '
    + 'MongoDB manual 8.0, storage.wiredTiger.engineConfig.cacheSizeGB (containers); Elasticsearch 9 docs, JVM heap size',
  severity: Severity.OUTAGE,
  check: (manifest) => setsMemory(manifest).flatMap(({ setting, bytes, limit, path }) => {
    const above = bytes !== undefined && limit !== undefined && bytes >= limit.bytes;
    return above ? [{ found: `${setting} is not below the memory limit of ${limit.text}`, path }] : [];
  }),
});

interface Memory {
  readonly setting: string;
  readonly bytes: number | undefined;
  readonly limit: { readonly text: string; readonly bytes: number } | undefined;
  readonly path: Violation['path'];
}

/** What databases without a reader are given; of others the box `parameters-tuned` says it. */
function setsMemory(manifest: Manifest): Memory[] {
  switch (`${groupOf(manifest)}/${manifest.kind}`) {
    case 'pxc.percona.com/PerconaXtraDBCluster': return inOptionFile(manifest, ['spec', 'pxc']);
    case 'ps.percona.com/PerconaServerMySQL': return inOptionFile(manifest, ['spec', 'mysql']);
    case 'psmdb.percona.com/PerconaServerMongoDB': return listIn(manifest.spec?.replsets).flatMap((_, i) => inMongod(manifest, ['spec', 'replsets', i]));
    case 'mongodbcommunity.mongodb.com/MongoDBCommunity': return inCommunity(manifest);
    case 'elasticsearch.k8s.elastic.co/Elasticsearch': return inNodeSets(manifest);
    default: return [];
  }
}

function inOptionFile(manifest: Manifest, at: FieldPath): Memory[] {
  const path = [...at, 'configuration'];
  const [, value] = /^[ \t]*innodb[_-]buffer[_-]pool[_-]size[ \t]*=[ \t]*(\d+[KMGT]?)[ \t\r]*$/im.exec(String(valueAt(manifest, path) ?? '')) ?? [];
  return value === undefined ? [] : [{ setting: `innodb_buffer_pool_size=${value}`, bytes: binary(value), limit: limitAt(manifest, [...at, 'resources']), path }];
}

function inMongod(manifest: Manifest, at: FieldPath): Memory[] {
  const path = [...at, 'configuration'];
  const [, value] = /^[ \t]*cacheSizeGB:[ \t]*([\d.]+)[ \t\r]*$/m.exec(String(valueAt(manifest, path) ?? '')) ?? [];
  return value === undefined ? [] : [{ setting: `cacheSizeGB: ${value}`, bytes: Number(value) * 1024 ** 3, limit: limitAt(manifest, [...at, 'resources']), path }];
}

function inCommunity(manifest: Manifest): Memory[] {
  const at: FieldPath = ['spec', 'additionalMongodConfig'];
  const paths: FieldPath[] = [[...at, 'storage.wiredTiger.engineConfig.cacheSizeGB'], [...at, 'storage', 'wiredTiger', 'engineConfig', 'cacheSizeGB']];
  const containers: FieldPath = ['spec', 'statefulSet', 'spec', 'template', 'spec', 'containers'];
  const mongod = listIn(valueAt(manifest, containers)).findIndex((container) => container?.name === 'mongod');
  return paths.flatMap((path) => {
    const value = valueAt(manifest, path);
    return value === undefined ? [] : [{
      setting: `cacheSizeGB: ${value}`, bytes: Number(value) * 1024 ** 3, limit: limitAt(manifest, [...containers, mongod, 'resources']), path,
    }];
  });
}

function inNodeSets(manifest: Manifest): Memory[] {
  return listIn(manifest.spec?.nodeSets).flatMap((set, i) => listIn(set?.podTemplate?.spec?.containers).flatMap((container, j) => {
    const path: FieldPath = ['spec', 'nodeSets', i, 'podTemplate', 'spec', 'containers', j];
    const limit = limitAt(manifest, [...path, 'resources']);
    return listIn(container?.env).flatMap((variable, k) => {
      const [, value] = /-Xmx(\d+[kmgtKMGT]?)\b/.exec(String(variable?.value ?? '')) ?? [];
      return value === undefined ? [] : [{ setting: `-Xmx${value}`, bytes: binary(value), limit, path: [...path, 'env', k, 'value'] }];
    });
  }));
}

/** Powers of 1024, as MySQL and Java count. */
function binary(text: string): number | undefined {
  const [, number, unit] = /^(\d+)([KMGT]?)$/i.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * 1024 ** ' KMGT'.indexOf(unit.toUpperCase() || ' ');
}

function limitAt(manifest: Manifest, path: FieldPath): Memory['limit'] {
  const resources = valueAt(manifest, path);
  const text = isRecord(resources) && isRecord(resources.limits) ? resources.limits.memory : undefined;
  const bytes = amountOf(text);
  return bytes === undefined ? undefined : { text: String(text), bytes };
}
