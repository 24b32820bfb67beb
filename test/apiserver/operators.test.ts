import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { BarmanCloudPlugin, CloudNativePgOperator } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { BARMAN_CLOUD, CLOUD_NATIVE_PG } from '../../src/postgres/cnpg-operators';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { ReleaseManifests, releaseManifests } from '../cluster/release-manifests';

const NAMESPACE: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cnpg-system' } };

onCluster('the operators\' real release manifests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-databases-operators-'));
  let releases: ReleaseManifests;
  let written: Manifest[];

  beforeAll(async () => {
    releases = await releaseManifests(folder, { cloudNativePg: CLOUD_NATIVE_PG.version, barmanCloud: BARMAN_CLOUD.version });
    written = synthesized(releases, folder);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test('are written as they are, but for the Deployments and what keeps CRDs and namespace', () => {
    const released = [releases.cloudNativePg, releases.barmanCloud].flatMap((path) => read(path));
    const changed = released.filter((manifest) => JSON.stringify(sorted(manifest)) !== JSON.stringify(sorted(unkept(same(written, manifest)))));
    expect(changed.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['Deployment cnpg-controller-manager', 'Deployment barman-cloud']);
    expect(written.filter((manifest) => !same(released, manifest)).map(({ kind, metadata }) => `${kind} ${metadata.name}`))
      .toEqual(['PriorityClass database-operators', 'PodDisruptionBudget cnpg-controller-manager']);
  });

  // for real, the webhooks would call a Service of an operator that does not run here
  test('are taken by the API server, without a warning', async () => {
    const kubernetes = Kubernetes.fromEnvironment();
    const isOurs = !(await kubernetes.find(NAMESPACE));
    if (isOurs) await kubernetes.apply(NAMESPACE);
    try {
      const warnings: string[] = [];
      for (const manifest of written) warnings.push(...(await kubernetes.apply(manifest, { dryRun: true })).warnings.map((text) => `${manifest.kind} ${manifest.metadata.name}: ${text}`));
      expect(warnings).toEqual([]);
    } finally {
      if (isOurs) await kubernetes.remove(NAMESPACE);
    }
  });
});

function synthesized({ cloudNativePg, barmanCloud }: ReleaseManifests, outdir: string): Manifest[] {
  const app = new App({ outdir });
  const chart = new Chart(app, 'operators', { namespace: 'elsewhere' });
  new CloudNativePgOperator(chart, 'CloudNativePG', { manifest: cloudNativePg });
  new BarmanCloudPlugin(chart, 'BarmanCloud', { manifest: barmanCloud });
  app.synth();
  return read(join(outdir, 'operators.k8s.yaml'));
}

function read(path: string): Manifest[] {
  return parseAllDocuments(readFileSync(path, 'utf8'), { version: '1.1', prettyErrors: false }).map((document) => document.toJS());
}

function same(among: readonly Manifest[], { kind, metadata: { name, namespace } }: Manifest): Manifest | undefined {
  return among.find((of) => of.kind === kind && of.metadata.name === name && of.metadata.namespace === namespace);
}

function unkept(manifest: Manifest | undefined): unknown {
  const { 'argocd.argoproj.io/sync-options': _, 'kustomize.toolkit.fluxcd.io/prune': __, ...annotations } = manifest?.metadata.annotations ?? {};
  return { ...manifest, metadata: { ...manifest?.metadata, annotations: Object.keys(annotations).length > 0 ? annotations : undefined } };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, of]) => [key, sorted(of)]));
}
