import { Manifest, Manifests } from '../manifests';
import { objectRule } from '../object-rule';
import { mainServerOf } from '../readers/main-server';
import { isSwitch, namesDatabase, namesDatabasePassword, namesPassword } from '../readers/passwords';
import { isPlaceholder } from '../readers/placeholder';
import { isRecord } from '../readers/pod-template';
import { referencesIn } from '../readers/references';
import { Severity } from '../severity';

export const secretInManifest = objectRule({
  id: 'secret-in-manifest',
  title: 'No database password stands in a Secret\'s manifest',
  why: 'Base64 hides nothing: whoever reads the repository, the pipeline\'s log or the chart\'s release has the password, and it stays in Git\'s history after it was removed.',
  fix: 'Replace the Secret by an ExternalSecret (external-secrets.io/v1) or a SealedSecret of the same name, and change the password that was written down.',
  source: 'Running Databases on Kubernetes guide, 10.2 and 12; Kubernetes docs, Good practices for Kubernetes Secrets; CWE-312',
  severity: Severity.EXPOSURE,
  check: (manifest, among) => {
    if (manifest.kind !== 'Secret' || manifest.apiVersion !== 'v1' || isJudged(manifest, among)) return [];
    return [...entriesOf(manifest, 'stringData', (text) => text), ...entriesOf(manifest, 'data', decoded)]
      .filter(({ key, text }) => holdsPassword(manifest, key) && !isPlaceholder(text) && !isSwitch(text))
      .map(({ field, key, text }) => ({ found: `key ${key} holds a password of ${text.length} characters`, path: [field, key] }));
  },
});

interface Entry {
  readonly field: string;
  readonly key: string;
  readonly text: string;
}

function entriesOf(manifest: Manifest, field: string, read: (text: string) => string): Entry[] {
  const entries = isRecord(manifest[field]) ? Object.entries(manifest[field]) : [];
  return entries.flatMap(([key, value]) => (typeof value === 'string' ? [{ field, key, text: read(value) }] : []));
}

/** What is no Base64 was left for a template to fill in. */
function decoded(text: string): string {
  return /^[A-Za-z0-9+/\s]+(?:=+\s*)?$/.test(text) ? Buffer.from(text, 'base64').toString('utf8') : '';
}

function holdsPassword({ metadata: { name, labels } }: Manifest, key: string): boolean {
  const ofDatabase = namesDatabase(name) || Object.values(labels ?? {}).some((label) => namesDatabase(String(label)));
  return namesDatabasePassword(key) || (ofDatabase && namesPassword(key));
}

/** The kinds whose Secrets the box `secrets-external` judges. */
const JUDGED = ['postgresql.cnpg.io/v1/Cluster', 'acid.zalan.do/v1/postgresql', 'postgres-operator.crunchydata.com/v1beta1/PostgresCluster'];

const judged = new WeakMap<Manifests, Set<string>>();

/** Whether a database in the input names the Secret: then its own report says it. */
function isJudged(secret: Manifest, among: Manifests): boolean {
  let names = judged.get(among);
  if (!names) judged.set(among, names = new Set(among.all.filter(hasReport).flatMap(secretsOf)));
  return names.has(`${secret.metadata.namespace ?? 'default'}/${secret.metadata.name}`);
}

/** The Secrets that an object refers to, by namespace and name. */
function secretsOf(manifest: Manifest): string[] {
  return referencesIn(manifest).filter(({ group, kind }) => group === '' && kind === 'Secret').map(({ namespace = 'default', name }) => `${namespace}/${name}`);
}

function hasReport(manifest: Manifest): boolean {
  return JUDGED.includes(`${manifest.apiVersion}/${manifest.kind}`) || mainServerOf(manifest) !== undefined;
}
