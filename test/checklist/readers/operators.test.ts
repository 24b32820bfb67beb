import { Manifests } from '../../../src/checklist/manifests';
import { OperatorOf, readOperator } from '../../../src/checklist/readers/operators';
import { Unseen } from '../../../src/checklist/unseen';
import { BARMAN_CLOUD, CLOUD_NATIVE_PG } from '../../../src/postgres/cnpg-operators';
import { BARMAN_CLOUD_RELEASE, CLOUD_NATIVE_PG_RELEASE, objectsOf, ofRelease } from '../../support/operator-releases';

const LABELS = { 'app.kubernetes.io/name': 'cloudnative-pg' };
const LOST = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

const NO_TRAP = { lacksMinDomains: false, readyTooSoon: false, allAct: false, updateHangs: false };

function readAll(manifests: any[], of: OperatorOf = CLOUD_NATIVE_PG): any[] {
  return readOperator(new Manifests(manifests), of, ['cnpg-system', 'shop']).map(({ deployment }) => deployment);
}

function read(manifests: any[], of?: OperatorOf): any {
  const [deployment, ...others] = readAll(manifests, of);
  expect(others).toEqual([]);
  return deployment;
}

/** The release's Deployment with a changed pod. */
function withPod(pod: object, spec: object = {}): any {
  const deployment = ofRelease(CLOUD_NATIVE_PG_RELEASE, 'Deployment');
  const { template } = deployment.spec;
  return { ...deployment, spec: { ...deployment.spec, ...spec, template: { ...template, spec: { ...template.spec, ...pod } } } };
}

test('what a release has is read as it is', () => {
  const common = { replicas: 1, apart: false, leavesLostNodeAfterSeconds: 300, priorityClass: undefined, ...NO_TRAP };
  const budgets = { by: undefined, doubled: [], blocking: [] };
  expect(read(objectsOf(CLOUD_NATIVE_PG_RELEASE)))
    .toEqual({ ...common, what: 'Deployment cnpg-system/cnpg-controller-manager', onlyLeaderReady: false, budgets });
  expect(read(objectsOf(BARMAN_CLOUD_RELEASE), BARMAN_CLOUD)).toEqual({ ...common, what: 'Deployment cnpg-system/barman-cloud', onlyLeaderReady: true, budgets });
});

test('an operator that is not in the input is unseen', () => {
  expect(read(objectsOf(BARMAN_CLOUD_RELEASE))).toEqual(new Unseen(
    'Nothing in the input runs CloudNativePG (a Deployment with image cloudnative-pg); add its manifest, or attest who runs it and how.'));
});

describe('a Deployment is the operator\'s', () => {
  const deployment = (name: string, labels: object, image: string, namespace = 'databases') => ({
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec: { template: { metadata: { labels }, spec: { containers: [{ image }] } } },
  });

  test.each([
    ['by the name in the release', deployment('cnpg-controller-manager', {}, 'mirror/pg-operator:1'), true],
    ['by the chart\'s label', deployment('cnpg', { 'app.kubernetes.io/name': 'cloudnative-pg', 'app.kubernetes.io/instance': 'cnpg' }, 'mirror/pg-operator:1'), true],
    ['by its image', deployment('pg', {}, 'ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0'), true],
    ['by its image on a mirror, with a digest', deployment('pg', {}, 'mirror.example.com:5000/x/cloudnative-pg:1.30.0@sha256:0a'), true],
    ['not by an image beside it', deployment('pg', {}, 'ghcr.io/cloudnative-pg/plugin-barman-cloud:v0.14.0'), false],
    ['not by the image of a database', deployment('pg', {}, 'ghcr.io/cloudnative-pg/postgresql:17'), false],
  ])('%s', (_, manifest, is) => {
    expect(read([manifest]) instanceof Unseen).toBe(!is);
  });

  test.each<[string, string[], string[]]>([
    ['the one where the database\'s operator is said to be', ['shop', 'test', 'cnpg-system'], ['cnpg-system']],
    ['else the one in the database\'s namespace', ['test', 'shop'], ['shop']],
    ['else each, because any may be the database\'s', ['test', 'team'], ['test', 'team']],
  ])('of several, %s', (_, namespaces, counted) => {
    const all = namespaces.map((namespace) => deployment('cnpg', {}, 'cloudnative-pg:1.30.0', namespace));
    expect(readAll(all).map(({ what }) => what)).toEqual(counted.map((namespace) => `Deployment ${namespace}/cnpg`));
  });

  test.each<[string, any]>([
    ['no pod', {}],
    ['no containers', { template: { metadata: { labels: LABELS }, spec: { priorityClassName: 'important' } } }],
    ['nothing for its containers', { template: { spec: { containers: null } } }],
    ['a container without an image', { template: { spec: { containers: [{ name: 'manager', resources: {} }] } } }],
  ])('not when it is a patch with %s', (_, spec) => {
    const patch = { ...deployment('cnpg-controller-manager', {}, ''), spec };
    expect(read([patch])).toBeInstanceOf(Unseen);
    expect(read([patch, deployment('cnpg-controller-manager', {}, 'cloudnative-pg:1.30.0')]).what).toBe('Deployment databases/cnpg-controller-manager');
  });
});

describe('pods never share a node', () => {
  const anti = (term: object) => withPod({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } });
  const own = { labelSelector: { matchLabels: LABELS }, topologyKey: 'kubernetes.io/hostname' };
  const spread = (more: object) => withPod({
    topologySpreadConstraints: [{ ...own, maxSkew: 1, minDomains: 2, whenUnsatisfiable: 'DoNotSchedule', ...more }],
  });

  test.each<[string, any, boolean]>([
    ['by required anti-affinity', anti(own), true],
    ['of one revision by it', anti({ ...own, matchLabelKeys: ['pod-template-hash'] }), true],
    ['nor a zone', anti({ ...own, topologyKey: 'topology.kubernetes.io/zone' }), true],
    ['as other pods do not', anti({ ...own, labelSelector: { matchLabels: { app: 'other' } } }), false],
    ['of other namespaces', anti({ ...own, namespaces: ['other'] }), false],
    ['of no namespaces but its own', anti({ ...own, namespaces: [] }), true],
    ['of namespaces that include its own', anti({ ...own, namespaces: ['other', 'cnpg-system'] }), true],
    ['of all namespaces', anti({ ...own, namespaces: ['other'], namespaceSelector: {} }), true],
    ['of labelled namespaces', anti({ ...own, namespaceSelector: { matchLabels: { team: 'other' } } }), false],
    ['of one region', anti({ ...own, topologyKey: 'topology.kubernetes.io/region' }), false],
    ['where there is room', withPod({ affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: own }] } } }), false],
    ['by a spread that needs two nodes', spread({}), true],
    ['by a spread that is content with one', spread({ minDomains: undefined }), false],
    ['by a spread that needs two zones', spread({ topologyKey: 'topology.kubernetes.io/zone' }), true],
    ['by a spread over regions', spread({ topologyKey: 'topology.kubernetes.io/region' }), false],
    ['by a spread that allows two on one', spread({ maxSkew: 2 }), false],
    ['by a spread where it can', spread({ whenUnsatisfiable: 'ScheduleAnyway' }), false],
  ])('%s', (_, manifest, apart) => {
    expect(read([manifest]).apart).toBe(apart);
  });

  test.each<[string, any, boolean]>([
    ['a spread that is content with one node', spread({ minDomains: undefined }), true],
    ['a spread that is content with one zone', spread({ minDomains: 1, topologyKey: 'topology.kubernetes.io/zone' }), true],
    ['a spread where it can', spread({ minDomains: undefined, whenUnsatisfiable: 'ScheduleAnyway' }), false],
    ['a spread that needs two', spread({}), false],
    ['nothing', withPod({}), false],
  ])('%s lacks minDomains or does not', (_, manifest, lacksMinDomains) => {
    expect(read([manifest]).lacksMinDomains).toBe(lacksMinDomains);
  });
});

describe('replicas are', () => {
  const autoscaler = (spec: object, name = 'cnpg-controller-manager', namespace = 'cnpg-system') => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'a', namespace },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, maxReplicas: 5, ...spec },
  });

  test.each<[string, number | undefined, any[], number]>([
    ['those of the Deployment', 3, [], 3],
    ['one, where it says nothing', undefined, [], 1],
    ['the fewest of its autoscaler', undefined, [autoscaler({ minReplicas: 2 })], 2],
    ['the fewest of its autoscaler, whatever it says', 3, [autoscaler({ minReplicas: 2 })], 2],
    ['one, where its autoscaler says nothing', undefined, [autoscaler({})], 1],
    ['none, where it is switched off', 0, [autoscaler({ minReplicas: 2 })], 0],
    ['not those of another Deployment', undefined, [autoscaler({ minReplicas: 2 }, 'other')], 1],
    ['not those of another namespace', undefined, [autoscaler({ minReplicas: 2 }, undefined, 'other')], 1],
    ['not those of another kind', undefined, [autoscaler({ minReplicas: 2, scaleTargetRef: { kind: 'StatefulSet', name: 'cnpg-controller-manager' } })], 1],
  ])('%s', (_, replicas, autoscalers, counted) => {
    expect(read([withPod({}, { replicas }), ...autoscalers]).replicas).toBe(counted);
  });
});

describe('of two pods, all act', () => {
  test.each<[string, string[] | null, string[] | null, boolean]>([
    ['with empty fields', null, null, true],
    ['without the flag', ['/manager'], ['controller'], true],
    ['with it switched off', ['/manager'], ['--leader-elect=false'], true],
    ['with it switched off in the end', ['/manager', '--leader-elect'], ['--leader-elect=0'], true],
    ['with a flag that begins like it', ['/manager'], ['--leader-elect-id=a'], true],
    ['not with it', ['/manager'], ['--leader-elect', '--max-concurrent-reconciles=10'], false],
    ['not with it switched on', ['/manager'], ['--leader-elect=true'], false],
    ['not with it in the command', ['/manager', '--leader-elect'], [], false],
    ['not with it in a shell\'s', ['sh', '-c'], ['exec /manager controller --leader-elect'], false],
  ])('%s', (_, command, args, allAct) => {
    const container = { image: 'cloudnative-pg:1.30.0', command, args };
    expect(read([withPod({ containers: [container] }, { replicas: 2 })]).allAct).toBe(allAct);
    expect(read([withPod({ containers: [container] })]).allAct).toBe(false);
  });
});

describe('a rolling update', () => {
  const release = { plugin: ofRelease(BARMAN_CLOUD_RELEASE, 'Deployment'), operator: ofRelease(CLOUD_NATIVE_PG_RELEASE, 'Deployment') };
  const of = (deployment: any, spec: object) => ({ ...deployment, spec: { ...deployment.spec, ...spec } });

  test.each<[string, any, OperatorOf, boolean]>([
    ['of two, one of which is ever Ready, hangs', of(release.plugin, { replicas: 2, strategy: { type: 'RollingUpdate' } }), BARMAN_CLOUD, true],
    ['is what Kubernetes does when nothing is said', of(release.plugin, { replicas: 2, strategy: undefined }), BARMAN_CLOUD, true],
    ['of one ends', of(release.plugin, { strategy: undefined }), BARMAN_CLOUD, false],
    ['of two that are Ready ends', of(release.operator, { replicas: 2 }), CLOUD_NATIVE_PG, false],
    ['is none where both are recreated', of(release.plugin, { replicas: 2 }), BARMAN_CLOUD, false],
  ])('%s', (_, manifest, operator, updateHangs) => {
    expect(read([manifest], operator).updateHangs).toBe(updateHangs);
  });
});

describe('pods leave a lost node', () => {
  const both = (toleration: object) => LOST.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', ...toleration }));

  test.each<[string, object[], number]>([
    ['after the time that they say', both({ tolerationSeconds: 10 }), 10],
    ['after the longer of two', [...both({ tolerationSeconds: 10 }).slice(1), ...both({ tolerationSeconds: 40 }).slice(0, 1)], 40],
    ['after the first of two of one taint', both({ tolerationSeconds: 40 }).concat(both({ tolerationSeconds: 10 })), 40],
    ['after the first that is of the effect', both({ effect: 'NoSchedule' }).concat(both({ tolerationSeconds: 10 })), 10],
    ['after the first that is of the value', both({ operator: 'Equal', value: 'a', tolerationSeconds: 40 }).concat(both({ tolerationSeconds: 10 })), 10],
    ['at once, of a time before now', both({ tolerationSeconds: -5 }), 0],
    ['after the API server\'s default when they say nothing', [], 300],
    ['after the API server\'s default when they speak of one taint only', both({ tolerationSeconds: 10 }).slice(1), 300],
    ['after the API server\'s default when they speak of another effect', both({ effect: 'NoSchedule', tolerationSeconds: 10 }), 300],
    ['at once', both({ tolerationSeconds: 0 }), 0],
    ['never when no time is said', both({}), Infinity],
    ['never when everything is tolerated', [{ operator: 'Exists' }], Infinity],
    ['never when everything is tolerated first', [{ operator: 'Exists' }, ...both({ tolerationSeconds: 10 })], Infinity],
    ['after what is said before everything', [...both({ tolerationSeconds: 10 }), { operator: 'Exists' }], 10],
  ])('%s', (_, tolerations, seconds) => {
    expect(read([withPod({ tolerations })]).leavesLostNodeAfterSeconds).toBe(seconds);
  });
});

describe('of two replicas of the plugin', () => {
  const probe = (readinessProbe: object | undefined, ports: object[] = []) => {
    const deployment = ofRelease(BARMAN_CLOUD_RELEASE, 'Deployment');
    const [container] = deployment.spec.template.spec.containers;
    const spec = { ...deployment.spec.template.spec, containers: [{ ...container, readinessProbe, ports }] };
    return read([{ ...deployment, spec: { ...deployment.spec, replicas: 2, template: { ...deployment.spec.template, spec } } }], BARMAN_CLOUD);
  };

  test.each<[string, object | undefined, object[], boolean]>([
    ['its port', { tcpSocket: { port: 9090 } }, [], true],
    ['its port by name', { tcpSocket: { port: 'grpc' } }, [{ name: 'grpc', containerPort: 9090 }], true],
    // the chart from 0.7.1 on
    ['the port of health checks', { tcpSocket: { port: 8081 } }, [], false],
    ['nothing', undefined, [], false],
  ])('a readiness probe that asks %s', (_, asked, ports, onlyLeaderReady) => {
    expect(probe(asked, ports)).toMatchObject({ onlyLeaderReady, readyTooSoon: !onlyLeaderReady });
  });
});

test('budgets over its pods count as for any', () => {
  const budget = (spec: object) => ({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'b', namespace: 'cnpg-system' }, spec });
  expect(read([withPod({}, { replicas: 2 }), budget({ maxUnavailable: 1, selector: { matchLabels: LABELS } })]).budgets)
    .toEqual({ by: 'PodDisruptionBudget b', doubled: [], blocking: [] });
  expect(read([ofRelease(BARMAN_CLOUD_RELEASE, 'Deployment'), budget({ minAvailable: 1, selector: { matchLabels: { app: 'barman-cloud' } } })], BARMAN_CLOUD).budgets.blocking)
    .toEqual(['b']);
});
