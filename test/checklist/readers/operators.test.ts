import { Manifests } from '../../../src/checklist/manifests';
import { OperatorOf, readOperator } from '../../../src/checklist/readers/operators';
import { Unseen } from '../../../src/checklist/unseen';
import { BARMAN_CLOUD, CLOUD_NATIVE_PG } from '../../../src/postgres/cnpg-operators';
import { BARMAN_CLOUD_RELEASE, CLOUD_NATIVE_PG_RELEASE, objectsOf, ofRelease } from '../../support/operator-releases';

const LABELS = { 'app.kubernetes.io/name': 'cloudnative-pg' };
const LOST = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

function read(manifests: any[], of: OperatorOf = CLOUD_NATIVE_PG): any {
  return readOperator(new Manifests(manifests), of, 'cnpg-system').deployment;
}

/** The release's Deployment with a changed pod. */
function withPod(pod: object, spec: object = {}): any {
  const deployment = ofRelease(CLOUD_NATIVE_PG_RELEASE, 'Deployment');
  const { template } = deployment.spec;
  return { ...deployment, spec: { ...deployment.spec, ...spec, template: { ...template, spec: { ...template.spec, ...pod } } } };
}

test('what a release has is read as it is', () => {
  const common = { replicas: 1, apart: false, leavesLostNodeAfterSeconds: 300, priorityClass: undefined, readyTooSoon: false };
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

  test('of two, the one where the database\'s operator is said to be', () => {
    const image = 'cloudnative-pg:1.30.0';
    expect(read([deployment('a', {}, image, 'test'), deployment('b', {}, image, 'cnpg-system')]).what).toBe('Deployment cnpg-system/b');
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
    ['of one region', anti({ ...own, topologyKey: 'topology.kubernetes.io/region' }), false],
    ['where there is room', withPod({ affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: own }] } } }), false],
    ['by a spread that needs two nodes', spread({}), true],
    ['by a spread that is content with one', spread({ minDomains: undefined }), false],
    ['by a spread where it can', spread({ whenUnsatisfiable: 'ScheduleAnyway' }), false],
  ])('%s', (_, manifest, apart) => {
    expect(read([manifest]).apart).toBe(apart);
  });
});

describe('pods leave a lost node', () => {
  const both = (toleration: object) => LOST.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', ...toleration }));

  test.each<[string, object[], number]>([
    ['after the time that they say', both({ tolerationSeconds: 10 }), 10],
    ['after the longer of two', [...both({ tolerationSeconds: 10 }).slice(1), ...both({ tolerationSeconds: 40 }).slice(0, 1)], 40],
    ['after the shorter of two of one taint', both({ tolerationSeconds: 10 }).concat(both({ tolerationSeconds: 40 })), 10],
    ['after the API server\'s default when they say nothing', [], 300],
    ['after the API server\'s default when they speak of one taint only', both({ tolerationSeconds: 10 }).slice(1), 300],
    ['after the API server\'s default when they speak of another effect', both({ effect: 'NoSchedule', tolerationSeconds: 10 }), 300],
    ['at once', both({ tolerationSeconds: 0 }), 0],
    ['never when no time is said', both({}), Infinity],
    ['never when everything is tolerated', [{ operator: 'Exists' }], Infinity],
    ['after what is said beside everything', [{ operator: 'Exists' }, ...both({ tolerationSeconds: 10 })], 10],
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
