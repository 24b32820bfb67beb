import { Mutation, Production, spoils } from '../mutation';

/** Without the rules that have one of these ports. */
function withoutPort(rules: any[], ...without: number[]): any[] {
  const left = rules.filter((rule) => !rule.ports?.some(({ port }: any) => without.includes(port)));
  if (left.length === rules.length) throw new Error(`the policy must have port ${without.join()}; correct the mutation`);
  return left;
}

const policy = (of: Production): any => of.the('NetworkPolicy', 'orders').spec;

export const SECURITY: readonly Mutation[] = [
  spoils('network-isolated', 'no NetworkPolicy', (of) => of.remove('NetworkPolicy', 'orders')),
  spoils('network-isolated', 'no NetworkPolicy for the pooler', (of) => of.remove('NetworkPolicy', 'orders-pooler-rw')),
  spoils('network-isolated', 'policyTypes without Egress', (of) => { policy(of).policyTypes = ['Ingress']; }),
  spoils('network-isolated', 'every pod may come in on 5432', (of) => { policy(of).ingress.push({ ports: [{ port: 5432, protocol: 'TCP' }] }); }),
  spoils('network-isolated', 'the operator is cut off', (of) => { policy(of).ingress.splice(0, 1); }),
  spoils('network-isolated', 'instances are cut off from each other', (of) => { policy(of).ingress.splice(1, 1); }),
  spoils('network-isolated', 'Prometheus is cut off', (of) => { policy(of).ingress = withoutPort(policy(of).ingress, 9187); }),
  spoils('network-isolated', 'DNS is cut off', (of) => { policy(of).egress = withoutPort(policy(of).egress, 53); }),
  spoils('network-isolated', 'API server and object store are cut off', (of) => { policy(of).egress = withoutPort(policy(of).egress, 443); }),
  spoils('network-isolated', 'only 5432 and 53 go out, as in the guide', (of) => {
    policy(of).ingress = [{ from: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': 'orders' } } }], ports: [{ port: 5432 }] }];
    policy(of).egress = [{ ports: [{ port: 5432 }] }, { ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }] }];
  }),
  spoils('secrets-external', 'nothing fills the role\'s Secret', (of) => of.remove('ExternalSecret', 'orders-role-orders')),
  spoils('secrets-external', 'nothing fills the object store\'s Secret', (of) => of.remove('ExternalSecret', 'object-store-credentials')),
  spoils('secrets-external', 'the operator makes the password up', (of) => {
    delete of.cluster.bootstrap.initdb.secret;
    delete of.cluster.managed;
  }),
  spoils('tls-required', 'no Certificate', (of) => of.remove('Certificate', 'orders-server-tls')),
  spoils('tls-required', 'the Certificate lacks orders-rw', (of) => {
    const { spec } = of.the('Certificate', 'orders-server-tls');
    spec.dnsNames = spec.dnsNames.filter((name: string) => !name.startsWith('orders-rw'));
  }),
  spoils('tls-required', 'no pg_hba', (of) => { delete of.cluster.postgresql.pg_hba; }),
  spoils('tls-required', 'pg_hba: host all all all trust', (of) => { of.cluster.postgresql.pg_hba.unshift('host all all all trust'); }),
  spoils('tls-required', 'the pooler\'s client_tls_sslmode: prefer', (of) => {
    of.the('Pooler').spec.pgbouncer.parameters.client_tls_sslmode = 'prefer';
  }),
  spoils('least-privilege', 'enableSuperuserAccess: true', (of) => {
    of.cluster.enableSuperuserAccess = true;
    of.cluster.superuserSecret = { name: 'orders-role-orders' };
  }),
  spoils('least-privilege', 'the role is superuser', (of) => { of.cluster.managed.roles[0].superuser = true; }),
  spoils('least-privilege', 'the role may create roles', (of) => { of.cluster.managed.roles[0].createrole = true; }),
  spoils('least-privilege', 'the role may bypass row security', (of) => { of.cluster.managed.roles[0].bypassrls = true; }),
  spoils('least-privilege', 'the role may run programs', (of) => { of.cluster.managed.roles[0].inRoles = ['pg_execute_server_program']; }),
];
