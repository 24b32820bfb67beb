import { X509Certificate } from 'node:crypto';
import { ENGINE_SUBJECTS } from './claims/engines/subjects';
import { engineApps, LATE_MONGO, LATE_MYSQL } from './engine-apps';
import { proven } from './proven';
import { Early, Scene } from './scene';
import { Spoil, spoiled } from './spoiled';
import { say } from '../cluster/progress';
import { until } from '../cluster/until';

say('MongoDBCommunity\'s operator is NOT run: its Go module is not to be had. Nothing here says what it makes of a MongoReplicaSet with MongoOperator.COMMUNITY');

/** What the operators make where neither Certificate nor Secrets are there, and do not come. */
const madeAlone: Record<string, any[]> = {};

const early: Early = {
  is: ({ kind, metadata: { namespace = '' } }) => [LATE_MYSQL, LATE_MONGO].includes(namespace) && /^Percona/.test(kind),
  until: async (kubernetes, { metadata: { namespace } }) => until(`what the operator makes alone in ${namespace}`, async () => {
    const all = (apiVersion: string, kind: string) => kubernetes.all(apiVersion, kind, { namespace });
    if ((await all('apps/v1', 'StatefulSet')).length === 0) return false;
    return madeAlone[namespace!] = [...await all('v1', 'Secret'), ...await all('cert-manager.io/v1', 'Certificate'), ...await all('cert-manager.io/v1', 'Issuer')];
  }, { seconds: 240 }),
};

/** What MongoDB's operator makes when it is first is held on its own, below. */
const subjects: typeof ENGINE_SUBJECTS = ENGINE_SUBJECTS.map(([sentence, of]) => [sentence, (scene: Scene) => of(scene.without(LATE_MONGO))]);

const WRONG = { matchLabels: { app: 'orders' } };

const SPOILS: readonly Spoil[] = [
  ['the labels that a NetworkPolicy selects', 'NetworkPolicy', 'carts-haproxy', (spec) => { spec.podSelector = WRONG; }],
  ['the labels of the policy of backups', 'NetworkPolicy', 'carts-backups', (spec) => { spec.podSelector = WRONG; }],
  ['a port of the proxies', 'NetworkPolicy', 'carts-haproxy', ({ ingress }) => { ingress[0].ports[0].port = 3308; }],
  ['a port of the members', 'NetworkPolicy', 'catalog', ({ ingress }) => { ingress[0].ports[0].port = 27018; }],
  ['the peer of a client', 'NetworkPolicy', 'backend-to-carts', ({ egress }) => { egress[0].to[0].podSelector = WRONG; }],
  ['the selector of a PodMonitor', 'PodMonitor', 'carts-pxc', (spec) => { spec.selector = WRONG; }],
  ['the port of a PodMonitor', 'PodMonitor', 'catalog', ({ podMetricsEndpoints }) => { podMetricsEndpoints[0].port = 'http'; }],
  ['a second budget', 'PodDisruptionBudget', 'carts-haproxy', (spec) => { spec.selector = { matchLabels: { 'app.kubernetes.io/instance': 'carts' } }; }],
  ['a key of a user\'s Secret', 'ExternalSecret', 'carts-user-migrations', ({ target }) => { target.template.data.other = 'text'; }],
  ['the keys of the system users', 'ExternalSecret', 'carts-secrets', ({ data }) => { data.pop(); }],
  ['the priority', 'PerconaXtraDBCluster', 'carts', ({ pxc }) => { pxc.priorityClassName = 'databases'; }],
  ['the spread', 'PerconaServerMongoDB', 'catalog', ({ replsets }) => { replsets[0].topologySpreadConstraints[0].labelSelector = WRONG; }],
  ['the image of the proxy', 'PerconaXtraDBCluster', 'carts', ({ haproxy }) => { haproxy.image = 'percona/haproxy:1'; }],
  ['resources of a sidecar', 'PerconaServerMongoDB', 'catalog', ({ replsets }) => { replsets[0].sidecars[0].resources = {}; }],
  ['the configuration', 'PerconaXtraDBCluster', 'carts', ({ pxc }) => { pxc.configuration = '[mysqld]'; }],
  ['the storage class', 'PerconaServerMongoDB', 'catalog', ({ replsets }) => { replsets[0].volumeSpec.persistentVolumeClaim.storageClassName = 'slow'; }],
  ['a user of a grant', 'PerconaXtraDBCluster', 'carts', (spec) => { spec.users = spec.users.filter(({ name }: any) => name !== 'carts_readwrite'); }],
];

proven('MySQL and MongoDB', engineApps, (scene) => {
  spoiled(scene, SPOILS, ['mysql', 'mongo', 'shop'], subjects);

  test('MySQL\'s operator, when it is first, makes the Certificate of our name from the same issuer, and ours replaces its names', () => {
    expect(madeIn(LATE_MYSQL, 'Certificate')).toEqual(['orders-ssl']);
    expect(madeIn(LATE_MYSQL, 'Issuer')).toEqual([]);
    expect(madeIn(LATE_MYSQL, 'Secret').sort()).toEqual(['internal-orders', 'orders-secrets', 'orders-ssl']);
    expect(find(LATE_MYSQL, 'Certificate', 'orders-ssl').spec.issuerRef).toEqual({ name: 'internal-ca', kind: 'ClusterIssuer', group: 'cert-manager.io' });
    const certificate = scene().living.find('cert-manager.io', 'Certificate', LATE_MYSQL, 'orders-ssl')!;
    expect(certificate.spec.dnsNames).toEqual(scene().claimed.find('cert-manager.io', 'Certificate', LATE_MYSQL, 'orders-ssl')!.spec.dnsNames);
    // the pods are told once more
    expect(scene().living.find('', 'Secret', LATE_MYSQL, 'orders-secrets')!.metadata).toMatchObject({ ownerReferences: [{ kind: 'ExternalSecret' }] });
  });

  test('MongoDB\'s operator, when it is first, fills our Secret from a CA of its own, and its Certificate stays beside ours', () => {
    expect(madeIn(LATE_MONGO, 'Certificate').sort()).toEqual(['orders-ca-cert', 'orders-ssl']);
    expect(madeIn(LATE_MONGO, 'Issuer').sort()).toEqual(['orders-psmdb-ca-issuer', 'orders-psmdb-issuer']);
    expect(find(LATE_MONGO, 'Certificate', 'orders-ssl').spec).toMatchObject({ secretName: 'orders-server-tls', issuerRef: { name: 'orders-psmdb-issuer' } });
    const secret = find(LATE_MONGO, 'Secret', 'orders-server-tls');
    expect(secret.metadata.ownerReferences).toMatchObject([{ kind: 'PerconaServerMongoDB', controller: true }]);
    expect(new X509Certificate(Buffer.from(secret.data['tls.crt'], 'base64')).issuer).toBe('CN=orders-ca');
    const same = scene().living.inNamespace('cert-manager.io', 'Certificate', LATE_MONGO).filter(({ spec }) => spec.secretName === 'orders-server-tls');
    expect(same.map(({ metadata }) => metadata.name).sort()).toEqual(['orders-server-tls', 'orders-ssl']);
    say('MongoDB\'s operator first: two Certificates for one Secret. Which of them keeps it is cert-manager\'s: 1.11.5, which runs here, lets the last one win, 1.21 the first one');
  });
}, { subjects, early });

function madeIn(namespace: string, kind: string): string[] {
  // without what keys are made for while they are issued, and what mongod makes for itself
  return madeAlone[namespace].filter((of) => of.kind === kind && /^(internal-orders|orders-(secrets|ssl|ca-cert|psmdb-ca-issuer|psmdb-issuer|ssl-internal|pxc-issuer))$/.test(of.metadata.name))
    .map(({ metadata }) => metadata.name);
}

function find(namespace: string, kind: string, name: string): any {
  return madeAlone[namespace].find((of) => of.kind === kind && of.metadata.name === name);
}
