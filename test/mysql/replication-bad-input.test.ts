import { Size } from 'cdk8s';
import { carts } from './carts';
import { ELSEWHERE, replicaOfHosts, sites, Sites } from './sites';
import { Issuer, MySqlReplication, MySqlSourceHost, MySqlVersion, SecretKeyRef, SecretRef, Waiver } from '../../src';

const BALANCED = { hosts: ['a.example.com', 'b.example.com', 'c.example.com'], replicas: ['10.30.0.0/16'] };
const CHANNEL = 'must be lower-case letters, digits, "_" and "-", starting with a letter, got';
const CIDR = 'write an address with its prefix length, for example "10.0.0.1/32"; a policy knows no DNS names';
const CA = 'name the Secret with the CA of the source by SecretKeyRef.of';
const host = (name: string) => MySqlSourceHost.of(name);
const source = (options: any, props: object = {}) => () => carts({ replication: MySqlReplication.sourceFor(options), ...props });
const balanced = (more: any, props: object = {}) => source({ loadBalancers: { ...BALANCED, ...more } }, props);
const elsewhere = (more: any, props: object = {}) => () => replicaOfHosts(more, props);
const within = (of: Parameters<typeof sites>[0]) => (): Sites => sites(of);
const SMALL = { instances: 1, waivers: [Waiver.notForProduction('a preview')] };

test.each<[what: string, make: () => unknown, message: string]>([
  ['a channel without a name', source({ channel: '' }), `channel ${CHANNEL} ""; choose such a name`],
  ['a channel with capitals, which MySQL takes for the same', source({ channel: 'West' }), `channel ${CHANNEL} "West"; choose such a name`],
  ['a channel longer than MySQL takes', elsewhere({ channel: 'a'.repeat(65) }), `channel must be at most 64 characters, got "${'a'.repeat(65)}"; shorten it by 1`],
  ['a channel of MySQL\'s own', elsewhere({ channel: 'group_replication_applier' }), 'channel must not be one of MySQL\'s own (group_replication_*), got "group_replication_applier"; choose another name'],
  ['no hosts', elsewhere({ hosts: [] }), 'hosts must name a server, got []; give for example MySqlSourceHost.of("mysql-0.example.com")'],
  ['a host that is none', elsewhere({ hosts: ['mysql-0.example.com'] }), 'hosts[0] must be a MySqlSourceHost, got "mysql-0.example.com"; give for example MySqlSourceHost.of("mysql-0.example.com")'],
  ['a host twice', elsewhere({ hosts: [host('a.example.com'), MySqlSourceHost.of('a.example.com', { port: 3307 })] }), 'hosts must name each server once, got "a.example.com"; remove the second one'],
  ['a weight of zero, which the operator takes for 100', () => MySqlSourceHost.of('a.example.com', { weight: 0 }), 'weight must be a whole number from 1 to 100, got 0; the highest is preferred'],
  ['a weight above what MySQL takes', () => MySqlSourceHost.of('a.example.com', { weight: 101 }), 'weight must be a whole number from 1 to 100, got 101; the highest is preferred'],
  ['a port that there is not', () => MySqlSourceHost.of('a.example.com', { port: 65536 }), 'port must be a whole number from 1 to 65535, got 65536; give the port that the server answers on'],
  ['an address, which a certificate does not carry as a name', () => host('10.20.0.5'), 'host must be a DNS name, and no address, got "10.20.0.5"; give the name that the server\'s certificate carries: it is verified'],
  ['a host with capitals', () => host('A.example.com'), 'host must be a DNS subdomain name (lower-case letters, digits, "-" and ".", at most 253 characters), got "A.example.com"; choose such a name'],
  ['no addresses', elsewhere({ addresses: [] }), 'addresses must name an address, got []; write CIDRs, for example "10.20.0.0/16"; a policy knows no DNS names'],
  ['an address without a length', elsewhere({ addresses: ['10.20.0.5'] }), `addresses[0] must be a CIDR, got "10.20.0.5"; ${CIDR}`],
  ['every address', elsewhere({ addresses: ['0.0.0.0/0'] }), 'addresses[0] must not be every address, got "0.0.0.0/0"; leave it out where the addresses are not known; the report then says so'],
  ['its own instance', elsewhere({ hosts: [host('carts-pxc-1.shop.svc')] }), 'replication.hosts must be others than its own: a channel that follows itself brings nothing, got "carts-pxc-1.shop.svc"; name the servers of the source'],
  ['its own instance by the headless Service', elsewhere({ hosts: [host('carts-pxc-0.carts-pxc.shop.svc.cluster.local')] }),
    'replication.hosts must be others than its own: a channel that follows itself brings nothing, got "carts-pxc-0.carts-pxc.shop.svc.cluster.local"; name the servers of the source'],
  ['its own proxy', elsewhere({ hosts: [host('carts-haproxy.shop')] }), 'replication.hosts must be others than its own: a channel that follows itself brings nothing, got "carts-haproxy.shop"; name the servers of the source'],
  ['a source of its own name and namespace, whose archive would be its own', elsewhere({ name: 'carts' }),
    'name must differ from the source\'s, or be in another namespace than shop: both would archive to one path, got "carts"; choose another name'],
  ['a namespace without a name', elsewhere({ namespace: 'prod' }), 'name must be given with namespace, got nothing; name the MySqlCluster that is followed, or leave namespace out'],
  ['a source\'s name that no cluster can have', elsewhere({ name: 'a'.repeat(23) }), `name must be at most 22 characters, got "${'a'.repeat(23)}"; shorten it by 1`],
  ['a CA at which instances begin to encrypt', elsewhere({ ca: SecretKeyRef.of('ca', 'keyring_vault.conf') }),
    'replication.ca must have another key than keyring_vault.conf, at which instances begin to encrypt, got "keyring_vault.conf"; call it ca.crt'],
  ['no CA and no issuer', () => carts({ replication: MySqlReplication.replicaOfHosts(ELSEWHERE) }, { issuer: undefined }), `replication.ca must be given where the platform has no issuer, got nothing; ${CA}`],
  ['fewer load balancers than instances', balanced({ hosts: ['a.example.com'] }), 'replication.loadBalancers.hosts must be as many as there are instances (3), got ["a.example.com"]; name one for each, in their order'],
  ['more load balancers than instances', balanced({}, SMALL),
    'replication.loadBalancers.hosts must be as many as there are instances (1), got ["a.example.com","b.example.com","c.example.com"]; name one for each, in their order'],
  ['no load balancers', balanced({ hosts: [] }), 'loadBalancers.hosts must name a load balancer for each instance, got []; give their DNS names'],
  ['load balancers without names', balanced({ hosts: undefined }), 'loadBalancers.hosts must name a load balancer for each instance, got nothing; give their DNS names'],
  ['a load balancer twice', balanced({ hosts: ['a.example.com', 'b.example.com', 'a.example.com'] }), 'loadBalancers.hosts must name each server once, got "a.example.com"; remove the second one'],
  ['a load balancer\'s address', balanced({ hosts: ['10.0.0.1', 'b.example.com', 'c.example.com'] }),
    'loadBalancers.hosts[0] must be a DNS name, and no address, got "10.0.0.1"; give the name that the server\'s certificate carries: it is verified'],
  ['load balancers for nobody', balanced({ replicas: [] }), 'loadBalancers.replicas must name an address, got []; write CIDRs, for example "10.20.0.0/16"; a policy knows no DNS names'],
  ['load balancers for everybody', balanced({ replicas: ['::/0'] }), 'loadBalancers.replicas[0] must not be every address, got "::/0"; leave it out where the addresses are not known; the report then says so'],
  ['an annotation with a key that is none', balanced({ annotations: { 'a b': 'c' } }), 'loadBalancers.annotations must have keys in Kubernetes\' form, got "a b"; correct the key'],
  ['a class that is none', balanced({ loadBalancerClass: 'a b' }), 'loadBalancers.loadBalancerClass must be a name in the form of a label\'s key, got "a b"; write for example "service.k8s.aws/nlb"'],
  ['a source that is no database', () => MySqlReplication.replicaOf({ source: 'carts' as any }), 'source must be a MySqlCluster, got "string"; give the database that is followed, or use replicaOfHosts'],
  ['a source that lets nobody follow', within({ sourceProps: { replication: undefined } }), 'replication.source must be a source, got "carts"; give it replication: MySqlReplication.sourceFor()'],
  ['a source that follows another one', within({ sourceProps: { replication: MySqlReplication.replicaOfHosts(ELSEWHERE) } }),
    'replication.source must be a source, got "carts, which follows another one"; give it replication: MySqlReplication.sourceFor()'],
  ['no addresses of load balancers', within({ source: { loadBalancers: BALANCED } }), 'replication.addresses must be given where the source has load balancers, got nothing; write their CIDRs: a policy knows no DNS names'],
  ['addresses of no load balancers', within({ options: { addresses: ['10.1.0.0/16'] } }),
    'replication.addresses must be left out where the source has no load balancers, got ["10.1.0.0/16"]; it is reached in its Kubernetes cluster, or give it loadBalancers'],
  ['an older series', within({ props: { version: MySqlVersion.V8_0 } }), 'version must be at least the source\'s (8.4), got "8.0"; MySQL replicates to the same series or the next one'],
  ['a smaller volume', within({ props: { storage: Size.gibibytes(99) } }), 'storage must be at least the source\'s (102400 MiB), got "101376 MiB"; it holds the same data'],
  ['databases of its own', within({ props: { databases: ['app'] } }), 'databases must be left out for a replica of carts, got ["app"]; they are the source\'s: declare them there'],
  ['users of its own', within({ props: { users: [{ name: 'reader' }] } }), 'users must be left out for a replica of carts, got [{"name":"reader"}]; they are the source\'s: declare them there'],
  ['passwords that lie elsewhere', within({ sourceProps: { systemUsers: SecretRef.of('system') } }),
    'systemUsers must be given where the source\'s are in a Secret that somebody else fills, got nothing; name a Secret with the same passwords'],
  ['another issuer', within({ platform: { issuer: Issuer.cluster('other-ca') } }), `replication.ca must be given where another issuer than the replica's signs the source's certificate, got nothing; ${CA}`],
])('%s is refused', (_, make, message) => expect(make).toThrow(new Error(message)));

test('another issuer is taken with the CA of the source', () => {
  expect(within({ platform: { issuer: Issuer.cluster('other-ca') }, options: { ca: SecretKeyRef.of('their-ca', 'ca.crt') } })).not.toThrow();
});
