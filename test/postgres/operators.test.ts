import { spawn } from 'child_process';
import { once } from 'events';
import { readFileSync } from 'fs';
import { join } from 'path';
import { ApiObject, App, Chart, Duration, JsonPatch, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { parse } from 'yaml';
import { BarmanCloudPlugin, CloudNativePgOperator, Compute, OperatorOptions, Priority } from '../../src';
import { Manifests } from '../../src/checklist/manifests';
import { cnpgReader } from '../../src/postgres/cnpg-facts';
import { folder } from '../support/folder';
import { OPERATOR } from '../support/good-facts';
import { BARMAN_CLOUD_RELEASE, CLOUD_NATIVE_PG_RELEASE, objectsOf, ofRelease } from '../support/operator-releases';
import { orders } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { findings, theOne, written } from '../support/written';

const OPTIONS = { replicas: 3, nodeLossToleration: Duration.seconds(20), priority: Priority.existing('important') };

function file(text: string): string {
  return join(folder({ 'release.yaml': text }), 'release.yaml');
}

function chart(): Chart {
  return new Chart(new App(), 'operators', { namespace: 'elsewhere' });
}

function operator(options: OperatorOptions = {}, text = CLOUD_NATIVE_PG_RELEASE): CloudNativePgOperator {
  return new CloudNativePgOperator(chart(), 'Operator', { manifest: file(text), ...options });
}

function plugin(options: OperatorOptions = {}, text = BARMAN_CLOUD_RELEASE): BarmanCloudPlugin {
  return new BarmanCloudPlugin(chart(), 'Plugin', { manifest: file(text), ...options });
}

function podOf(scope: CloudNativePgOperator | BarmanCloudPlugin): any {
  return ApiObject.of(scope).toJson().spec.template.spec;
}

describe('what a release has', () => {
  test('is written in the order of the file, values and all, with a class before it and a budget after it', () => {
    const app = new App({ outdir: folder({}) });
    new CloudNativePgOperator(new Chart(app, 'operators', { namespace: 'elsewhere' }), 'Operator', { manifest: file(CLOUD_NATIVE_PG_RELEASE) });
    app.synth();
    const objects = objectsOf(readFileSync(join(app.outdir, 'operators.k8s.yaml'), 'utf8'));
    expect(objects.map(({ kind }) => kind)).toEqual(['PriorityClass', ...objectsOf(CLOUD_NATIVE_PG_RELEASE).map(({ kind }) => kind), 'PodDisruptionBudget']);
    for (const kind of ['ClusterRole', 'ConfigMap', 'ValidatingWebhookConfiguration']) {
      expect(objects.find((of) => of.kind === kind)).toEqual(ofRelease(CLOUD_NATIVE_PG_RELEASE, kind));
    }
    const { spec } = ofRelease(CLOUD_NATIVE_PG_RELEASE, 'CustomResourceDefinition');
    expect(objects.find(({ kind }) => kind === 'CustomResourceDefinition').spec).toEqual(spec);
  });

  test('keeps a folded and an annotated value', () => {
    const objects = written(plugin());
    for (const kind of ['Secret', 'Service']) expect(objects.find((of) => of.kind === kind)).toEqual(ofRelease(BARMAN_CLOUD_RELEASE, kind));
  });

  test.each(['CustomResourceDefinition', 'Namespace'])('stays when the code goes: %s', (kind) => {
    const { metadata } = written(operator()).find((of) => of.kind === kind);
    expect(metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false', 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
    expect(metadata).toMatchObject(ofRelease(CLOUD_NATIVE_PG_RELEASE, kind).metadata);
    expect(metadata).not.toHaveProperty('namespace');
  });

  test.each([
    ['ServerSideApply=true', 'ServerSideApply=true,Prune=false,Delete=false'],
    ['Prune=true, Replace=true,Replace=true', 'Replace=true,Prune=false,Delete=false'],
  ])('stays with options of its own: %s', (options, all) => {
    const own = `metadata:\n  annotations: {argocd.argoproj.io/sync-options: "${options}", kustomize.toolkit.fluxcd.io/prune: enabled}\n  labels:`;
    const { metadata } = written(operator({}, CLOUD_NATIVE_PG_RELEASE.replace('metadata:\n  labels:', own))).find(({ kind }) => kind === 'Namespace');
    expect(metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-options': all, 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  });

  test('says where it runs', () => {
    expect([operator().namespace, plugin().namespace]).toEqual(['cnpg-system', 'cnpg-system']);
  });
});

describe.each<[string, (options?: OperatorOptions) => CloudNativePgOperator | BarmanCloudPlugin, string, Record<string, string>]>([
  ['CloudNativePG', operator, CLOUD_NATIVE_PG_RELEASE, { 'app.kubernetes.io/name': 'cloudnative-pg' }],
  ['the plugin', plugin, BARMAN_CLOUD_RELEASE, { app: 'barman-cloud' }],
])('%s', (_, make, release, labels) => {
  test('has two pods that never share a node and are spread over zones where they can', () => {
    const { affinity, topologySpreadConstraints } = podOf(make());
    const own = { labelSelector: { matchLabels: labels }, matchLabelKeys: ['pod-template-hash'] };
    expect(ApiObject.of(make()).toJson().spec.replicas).toBe(2);
    expect(affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual([{ ...own, topologyKey: 'kubernetes.io/hostname' }]);
    expect(topologySpreadConstraints).toEqual([{ ...own, maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }]);
  });

  test('keeps off the primaries of all namespaces where there is room', () => {
    expect(podOf(make()).affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution).toEqual([{
      weight: 100,
      podAffinityTerm: { labelSelector: { matchLabels: { 'cnpg.io/instanceRole': 'primary' } }, namespaceSelector: {}, topologyKey: 'kubernetes.io/hostname' },
    }]);
  });

  test('leaves a lost node after 10 seconds', () => {
    expect(podOf(make()).tolerations).toEqual(['not-ready', 'unreachable'].map((taint) => (
      { key: `node.kubernetes.io/${taint}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 })));
  });

  test('goes before databases, by a class that is made', () => {
    const [priorityClass] = written(make());
    expect(priorityClass).toMatchObject({ kind: 'PriorityClass', metadata: { name: 'database-operators' }, value: 1_000_000_000, globalDefault: false });
    expect(podOf(make()).priorityClassName).toBe('database-operators');
  });

  test('has requests', () => {
    expect(podOf(make()).containers[0].resources.requests).toEqual({ cpu: '100m', memory: '100Mi' });
  });

  test('is otherwise as its release has it', () => {
    const { replicas, template, ...spec } = ofRelease(release, 'Deployment').spec;
    const { affinity, tolerations, topologySpreadConstraints, priorityClassName, containers: [{ resources, ...container }], ...pod } = podOf(make());
    const { containers: [{ resources: itsResources, ...itsContainer }], ...itsPod } = template.spec;
    expect({ container, pod }).toEqual({ container: itsContainer, pod: itsPod });
    expect(ApiObject.of(make()).toJson()).toMatchObject({ metadata: ofRelease(release, 'Deployment').metadata, spec });
  });

  test('takes other replicas, times, classes and sizes', () => {
    const made = make({ ...OPTIONS, compute: Compute.of({ cpu: Cpu.millis(250), memory: Size.mebibytes(300) }) });
    const pod = podOf(made);
    expect(ApiObject.of(made).toJson().spec.replicas).toBe(3);
    expect(pod.tolerations.map(({ tolerationSeconds }: any) => tolerationSeconds)).toEqual([20, 20]);
    expect(pod.priorityClassName).toBe('important');
    expect(pod.containers[0].resources).toEqual({ requests: { cpu: '250m', memory: '300Mi' }, limits: { memory: '300Mi' } });
    expect(written(made).map(({ kind }) => kind)).not.toContain('PriorityClass');
  });

  test('has no error of schema', () => {
    const own = written(make()).filter(({ kind }) => ['Deployment', 'PodDisruptionBudget', 'PriorityClass'].includes(kind));
    expect(own.flatMap(schemaErrors)).toEqual([]);
  });
});

test('a mode that kubectl would read as octal is read as such', () => {
  const [volume] = podOf(operator({}, CLOUD_NATIVE_PG_RELEASE.replace('- emptyDir: {}', '- configMap: {name: a, defaultMode: 0644}'))).volumes;
  expect(volume.configMap.defaultMode).toBe(0o644);
});

test('tolerations of a release stay behind those of lost nodes, because the first that fits counts', () => {
  const tolerations = '\n      tolerations:\n      - {operator: Exists}\n      - {key: node.kubernetes.io/unreachable, operator: Exists}\n      volumes:';
  const pod = podOf(operator({}, CLOUD_NATIVE_PG_RELEASE.replace('\n      volumes:', tolerations)));
  expect(pod.tolerations.map(({ key }: any) => key)).toEqual(['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable', undefined]);
});

test('CloudNativePG has a budget that lets one pod go', () => {
  expect(theOne(operator(), 'PodDisruptionBudget', 'cnpg-controller-manager', 'cnpg-system').spec)
    .toEqual({ maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } } });
});

test('the plugin has none, which would hold its leader for ever, and is recreated', () => {
  expect(written(plugin()).map(({ kind }) => kind)).toEqual(['PriorityClass', 'Secret', 'Service', 'Deployment']);
  expect(ApiObject.of(plugin()).toJson().spec.strategy).toEqual({ type: 'Recreate' });
});

test('both share one class', () => {
  const scope = chart();
  new CloudNativePgOperator(scope, 'Operator', { manifest: file(CLOUD_NATIVE_PG_RELEASE) });
  new BarmanCloudPlugin(scope, 'Plugin', { manifest: file(BARMAN_CLOUD_RELEASE) });
  expect(written(scope).filter(({ kind }) => kind === 'PriorityClass')).toHaveLength(1);
});

const TEST_SIDECAR = 'ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar-testing:main';

describe('a manifest', () => {
  const cnpg = (from: string | RegExp, to: string) => () => operator({}, CLOUD_NATIVE_PG_RELEASE.replace(from, to));
  const barman = (from: string | RegExp, to: string) => () => plugin({}, BARMAN_CLOUD_RELEASE.replace(from, to));
  const version = (got: string) => 'manifest must be of CloudNativePG 1.30.0, which this library is tested against, or of a newer patch of it, '
    + `got ${got}; take https://raw.githubusercontent.com/cloudnative-pg/cloudnative-pg/release-1.30/releases/cnpg-1.30.0.yaml`;
  const pluginVersion = (got: string) => 'manifest must be of Barman Cloud plugin 0.14.0, which this library is tested against, or of a newer patch of it, '
    + `got ${got}; take https://github.com/cloudnative-pg/plugin-barman-cloud/releases/download/v0.14.0/manifest.yaml`;
  const deployment = (got: string) => 'manifest must hold the Deployment "cnpg-controller-manager" of CloudNativePG in its namespace, '
    + `got "${got}"; take https://raw.githubusercontent.com/cloudnative-pg/cloudnative-pg/release-1.30/releases/cnpg-1.30.0.yaml`;
  const sidecar = (got: string) => `manifest must name the sidecar's image in SIDECAR_IMAGE without white space, got ${got}; encode it by printf and not by echo`;

  test.each<[string, () => unknown, string]>([
    ['of an older minor version', cnpg(':1.30.0', ':1.29.1'), version('"ghcr.io/cloudnative-pg/cloudnative-pg:1.29.1"')],
    ['of a newer minor version', cnpg(':1.30.0', ':1.31.0'), version('"ghcr.io/cloudnative-pg/cloudnative-pg:1.31.0"')],
    ['of a release candidate', cnpg(':1.30.0', ':1.30.0-rc1'), version('"ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0-rc1"')],
    ['of an image without a version', cnpg(':1.30.0', '@sha256:abc'), version('"ghcr.io/cloudnative-pg/cloudnative-pg@sha256:abc"')],
    ['of a test image of the plugin', barman('plugin-barman-cloud:v0.14.0', 'plugin-barman-cloud-testing:main'),
      pluginVersion('"ghcr.io/cloudnative-pg/plugin-barman-cloud-testing:main"')],
    ['of another operator', () => operator({}, BARMAN_CLOUD_RELEASE), deployment('Deployment barman-cloud')],
    ['without a Deployment', cnpg(/kind: Deployment/, 'kind: DaemonSet'), deployment('6 objects without a Deployment')],
    ['whose Deployment has no namespace', cnpg(/(name: cnpg-controller-manager)\n {2}namespace: cnpg-system/, '$1'), deployment('one without a namespace')],
    ['whose sidecar has a newline', barman('AuMTQuMA==', 'AuMTQuMAo='),
      sidecar('"ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v0.14.0\\n"')],
    ['whose sidecar is of another version', barman(/SIDECAR_IMAGE: \|\n.*\n.*\n/, `SIDECAR_IMAGE: ${Buffer.from(TEST_SIDECAR).toString('base64')}\n`),
      'manifest must name the sidecar\'s image of 0.14.0, or of a newer patch of it, in SIDECAR_IMAGE, '
        + `got "${TEST_SIDECAR}"; take https://github.com/cloudnative-pg/plugin-barman-cloud/releases/download/v0.14.0/manifest.yaml`],
    ['that is not there', () => new BarmanCloudPlugin(chart(), 'Plugin', { manifest: 'nowhere.yaml' }),
      'manifest must be a file that is there, or a URL, got "nowhere.yaml"; download the operator\'s release manifest and keep it with the code'],
    ['that is no YAML', () => operator({}, 'a: [b'), 'manifest must be YAML, got "Flow sequence in block collection must be sufficiently indented and end with a ]"; download it again'],
  ])('%s is refused', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });

  test.each([':1.30.7', ':v1.30.0', ':1.30.0-ubi9', ':1.30.12@sha256:abc'])('of the tested version or a newer patch is taken: %s', (tag) => {
    expect(cnpg(':1.30.0', tag)).not.toThrow();
    expect(cnpg('ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0', `mirror.example.com:5000/operators/cnpg${tag}`)).not.toThrow();
  });

  test('may be a URL', async () => {
    // a process of its own: the constructor cannot wait, so nothing else in this one could answer
    const server = spawn(process.execPath, ['-e', `
      const server = require('http').createServer((_, answer) => answer.end(process.env.RELEASE));
      server.listen(0, '127.0.0.1', () => console.log(server.address().port));
    `], { env: { RELEASE: BARMAN_CLOUD_RELEASE }, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [port] = await once(server.stdout, 'data');
      const manifest = `http://127.0.0.1:${String(port).trim()}/manifest.yaml`;
      expect(written(new BarmanCloudPlugin(chart(), 'Plugin', { manifest }))).toEqual(written(plugin()));
    } finally {
      server.kill();
    }
  });

  test('is there once in an app', () => {
    const scope = chart();
    const manifest = file(BARMAN_CLOUD_RELEASE);
    new BarmanCloudPlugin(scope, 'One', { manifest });
    expect(() => new BarmanCloudPlugin(scope, 'Two', { manifest })).toThrow(new Error('manifest must lead to names that are unique in the app: '
      + 'Secret cnpg-system/plugin-barman-cloud-8tfddg42gf also belongs to operators/One, got "plugin-barman-cloud-8tfddg42gf"; '
      + 'choose another name or another namespace'));
  });
});

describe.each<[string, (options: OperatorOptions) => unknown]>([
  ['the operator', operator], ['the plugin', plugin], ['the operator\'s values', CloudNativePgOperator.helmValues], ['the plugin\'s values', BarmanCloudPlugin.helmValues],
])('an option of %s is refused', (_, make) => {
  const replicas = (got: string) => `replicas must be a whole number from 2 to 5, got ${got}; one pod is lost with its node, and more than a few only wait`;
  const toleration = (got: string) => `nodeLossToleration must be a whole number from 0 to 30, got ${got}; give for example Duration.seconds(10)`;

  test.each<[OperatorOptions, string]>([
    [{ replicas: 1 }, replicas('1')],
    [{ replicas: 2.5 }, replicas('2.5')],
    [{ replicas: 6 }, replicas('6')],
    [{ nodeLossToleration: Duration.seconds(31) }, toleration('31')],
    [{ nodeLossToleration: Duration.millis(1500) }, toleration('1.5')],
  ])('%p', (options, message) => {
    expect(() => make(options)).toThrow(new Error(message));
  });
});

describe('values for Helm', () => {
  const values = { operator: parse(CloudNativePgOperator.helmValues(OPTIONS)), plugin: parse(BarmanCloudPlugin.helmValues()) };

  // values.yaml and templates/deployment.yaml of the charts cloudnative-pg 0.29.0 and plugin-barman-cloud 0.7.0
  test('name what the charts\' templates read, and nothing else', () => {
    const common = ['affinity', 'priorityClassName', 'replicaCount', 'resources', 'tolerations', 'topologySpreadConstraints'];
    expect(Object.keys(values.operator).sort()).toEqual(common);
    expect(Object.keys(values.plugin).sort()).toEqual([...common, 'image', 'sidecarImage'].sort());
    expect([values.plugin.image, values.plugin.sidecarImage]).toEqual([{ tag: 'v0.14.0' }, { tag: 'v0.14.0' }]);
  });

  test('are plain YAML, that a person can read and merge', () => {
    expect(CloudNativePgOperator.helmValues()).not.toMatch(/[&*]/);
  });

  test('hold the charts\' pods apart by the charts\' labels, and are otherwise the same', () => {
    const pod = podOf(operator(OPTIONS));
    const { affinity, topologySpreadConstraints, tolerations, priorityClassName, replicaCount } = values.operator;
    expect(pod).toMatchObject({ affinity, topologySpreadConstraints, tolerations, priorityClassName });
    expect(replicaCount).toBe(3);
    expect(values.plugin.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector)
      .toEqual({ matchLabels: { 'app.kubernetes.io/name': 'plugin-barman-cloud' } });
  });
});

test('what they write, the checklist reads as surviving', () => {
  const { app, chart: scope } = orders({}, { operators: undefined });
  new CloudNativePgOperator(scope, 'Operator', { manifest: file(CLOUD_NATIVE_PG_RELEASE) });
  new BarmanCloudPlugin(scope, 'Plugin', { manifest: file(BARMAN_CLOUD_RELEASE) });
  const manifests = new Manifests(written(app));
  const { needed } = cnpgReader.read(manifests.find('postgresql.cnpg.io', 'Cluster', 'shop', 'orders')!, manifests).operators;
  expect(needed).toEqual([
    { name: 'CloudNativePG', deployment: { ...OPERATOR, what: 'Deployment cnpg-system/cnpg-controller-manager', onlyLeaderReady: false, budgets: { by: 'PodDisruptionBudget cnpg-controller-manager', doubled: [], blocking: [] } } },
    { name: 'Barman Cloud plugin', deployment: { ...OPERATOR, what: 'Deployment cnpg-system/barman-cloud', onlyLeaderReady: true, budgets: { by: undefined, doubled: [], blocking: [] } } },
  ]);
  expect(findings(app)).toEqual([]);
});

test('a database that has no archive needs no plugin', () => {
  const { app } = orders({ backup: undefined }, { backups: undefined, operators: undefined });
  const manifests = new Manifests(written(app));
  const { needed } = cnpgReader.read(manifests.find('postgresql.cnpg.io', 'Cluster', 'shop', 'orders')!, manifests).operators;
  expect(needed.map(({ name }) => name)).toEqual(['CloudNativePG']);
});

test('a patch that spoils it fails the synth of every database', () => {
  const { app, chart: scope } = orders({}, { operators: undefined });
  const made = new CloudNativePgOperator(scope, 'Operator', { manifest: file(CLOUD_NATIVE_PG_RELEASE) });
  new BarmanCloudPlugin(scope, 'Plugin', { manifest: file(BARMAN_CLOUD_RELEASE) });
  ApiObject.of(made).addJsonPatch(JsonPatch.replace('/spec/replicas', 1));
  expect(findings(app)[0]).toMatch(/^operators-survive: Deployment cnpg-system\/cnpg-controller-manager: it has 1 replica, fewer than 2\. /);
});
