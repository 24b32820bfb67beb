import { groupOf, Manifest } from '../manifests';
import { objectRule, Violation } from '../object-rule';
import { commandsOf, ContainerText, environmentOf } from '../readers/container-texts';
import { isLocalHost, PlainConnection, plainConnectionIn, plainSetting } from '../readers/plain-connections';
import { containersOf, isRecord, podTemplateOf } from '../readers/pod-template';
import { valueAt } from '../readers/server-images';
import { withoutComments } from '../readers/statements';
import { Severity } from '../severity';

export const tlsOff = objectRule({
  id: 'tls-off',
  title: 'Nothing switches TLS off between a client and a database',
  why: 'Passwords and rows cross the network readable, and whoever stands in between may answer in the server\'s place. '
    + 'A client that only prefers TLS does without when it is told to, so it is no better against an attacker.',
  fix: 'Set sslmode=verify-full with sslrootcert (MySQL: sslMode=VERIFY_IDENTITY, MongoDB: tls=true with tlsCAFile), mount the CA that signed the server\'s certificate, '
    + 'and leave the operator\'s TLS on.',
  source: 'PostgreSQL 18 docs, SSL Support, Table 32.1; MySQL 8.4 manual, --ssl-mode; Percona Operator for MongoDB 1.22 docs, Transport encryption',
  severity: Severity.EXPOSURE,
  check: (manifest) => [...inContainers(manifest), ...inConfigMap(manifest), ...inDatabase(manifest)],
});

function inContainers(manifest: Manifest): Violation[] {
  const template = podTemplateOf(manifest);
  if (!template) return [];
  return containersOf(template).flatMap((at) => {
    const environment = environmentOf(at);
    const local = environment.some(({ name, text }) => isLocalHost(name, text));
    return [
      ...environment.flatMap(({ name, text, path }) => violation(`variable ${name}`, path, local ? undefined : plainSetting(name, text) ?? plainConnectionIn(text))),
      ...commandsOf(at).flatMap(({ text, path }: ContainerText) => violation(`a command of container ${at.container.name}`, path, plainConnectionIn(text))),
    ];
  });
}

function inConfigMap(manifest: Manifest): Violation[] {
  if (manifest.kind !== 'ConfigMap' || !isRecord(manifest.data)) return [];
  const entries = Object.entries(manifest.data).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (entries.some(([key, value]) => isLocalHost(key, value))) return [];
  // without a server there is no connection
  return entries.filter(([, value]) => !/sqlite/i.test(value)).flatMap(([key, value]) => violation(`key ${key}`, ['data', key], plainSetting(key, value) ?? plainConnectionIn(withoutComments(value))));
}

function violation(what: string, path: Violation['path'], plain: PlainConnection | undefined): Violation[] {
  return plain ? [{ found: `${what}: ${plain.setting} ${plain.optional ? 'goes on without TLS' : 'switches TLS off'}`, path }] : [];
}

/** By group and kind: the field of an operator's database, the values that give up TLS, and in words what they do. */
const FIELDS: Readonly<Record<string, ReadonlyArray<readonly [Violation['path'], readonly unknown[]]>>> = {
  'psmdb.percona.com/PerconaServerMongoDB': [[['spec', 'tls', 'mode'], ['disabled', 'allowTLS', 'preferTLS']]],
  'pxc.percona.com/PerconaXtraDBCluster': [[['spec', 'tls', 'enabled'], [false]]],
  'mongodbcommunity.mongodb.com/MongoDBCommunity': [[['spec', 'security', 'tls', 'enabled'], [false]], [['spec', 'security', 'tls', 'optional'], [true]]],
  'elasticsearch.k8s.elastic.co/Elasticsearch': [[['spec', 'http', 'tls', 'selfSignedCertificate', 'disabled'], [true]]],
};

function inDatabase(manifest: Manifest): Violation[] {
  const fields = FIELDS[`${groupOf(manifest)}/${manifest.kind}`] ?? [];
  return fields.flatMap(([path, values]) => {
    const value = valueAt(manifest, path);
    return values.includes(value) ? [{ found: `${path.join('.')} is ${value}: connections without TLS are let in`, path }] : [];
  });
}
