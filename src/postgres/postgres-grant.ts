import { Chart } from 'cdk8s';
import { Capability, ConfigMap, EnvValue, Pod, Secret, Volume, Workload } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { POSTGRES_PORT } from './cnpg-network';
import { requireRoleName } from './identifiers';
import { passwordTemplate } from './password-template';
import type { PostgresCluster } from './postgres-cluster';
import { Endpoint } from './postgres-endpoints';
import { PoolerType } from './postgres-pooler';
import { RoleSettings, roleSettings } from './postgres-settings';
import { remoteKeyOf } from './remote-key';
import { ConnectAccess, GrantConnectOptions } from '../contracts/grant-connect-options';
import { serverCertificate } from '../parts/certificate';
import { externalSecret } from '../parts/external-secret';
import { addManifest } from '../parts/manifest-object';
import { namespaceNamed, networkPolicy, tcp, toDns } from '../parts/network-policy';
import { refuse } from '../values/refusal';

export interface PostgresGrantProps {
  readonly database: PostgresCluster;
  readonly workload: Workload;
  readonly options: GrantConnectOptions;
}

/** What lets one workload connect to one database. */
export class PostgresGrant extends Construct {
  private readonly database: PostgresCluster;
  private readonly workload: Workload;
  private readonly options: GrantConnectOptions;
  private readonly access: ConnectAccess;
  private readonly clientNamespace: string;

  constructor(scope: Construct, id: string, props: PostgresGrantProps) {
    // first, because a second grant without a prefix of its own has the same id
    requireConnectable(props);
    super(scope, id);
    this.database = props.database;
    this.workload = props.workload;
    this.options = props.options;
    this.access = props.options.access ?? ConnectAccess.READ_WRITE;
    this.clientNamespace = namespaceOf(props.workload);
    this.requireDirectory();
    if (this.isHere && props.database._settings.platform._createsNamespaces) this.requireRestricted();
    const endpoint = this.endpoint();
    const database = this.databaseName();
    const wanted = this.role();
    this.requireSecretThere(wanted);

    const role = this.database._roleFor(wanted);
    this.requireSameRights(role, wanted);
    this.mountCredentials(this.secretThere(role));
    this.mountCa();
    this.addVariables(endpoint, database, role);
    this.addPolicies();
  }

  private get isHere(): boolean {
    return this.clientNamespace === this.database.namespace;
  }

  private get directory(): string {
    return `/etc/databases/${this.database.name}${this.options.prefix ? `-${this.options.prefix.toLowerCase().replace(/[^a-z0-9]+/g, '')}` : ''}`;
  }

  private get poolerType(): PoolerType {
    return this.access === ConnectAccess.READ_ONLY ? PoolerType.READ_ONLY : PoolerType.READ_WRITE;
  }

  private requireDirectory(): void {
    const taken = this.workload.containers.some((container) => container.mounts.some((mount) => mount.path === `${this.directory}/ca`));
    if (taken) {
      refuse('prefix', `lead to a directory of its own: ${this.directory} is mounted already`, this.options.prefix ?? '',
        'choose prefixes that differ in letters or digits');
    }
  }

  /** The platform makes the namespace with Pod Security's level `restricted`: other pods are turned away, long after the manifest was accepted. */
  private requireRestricted(): void {
    for (const { name, securityContext } of this.workload.containers) {
      if (securityContext.capabilities?.drop?.includes(Capability.ALL) && securityContext.seccompProfile) continue;
      refuse('workload', `have containers that Pod Security's level restricted admits, as the database's namespace enforces: ${name} needs capabilities.drop `
        + 'ALL and a seccompProfile', this.workload.node.path, 'set both in its securityContext, or run the workload in a namespace of its own');
    }
  }

  private endpoint(): Endpoint {
    const { endpoints } = this.database;
    const readOnly = this.access === ConnectAccess.READ_ONLY;
    if (!this.options.pooled) {
      if (readOnly && this.database._settings.instances < 2) {
        refuse('access', 'be read-write where there are no replicas', this.access, 'give the database more instances');
      }
      return readOnly ? endpoints.readOnly : endpoints.readWrite;
    }
    const pooled = readOnly ? endpoints.pooledReadOnly : endpoints.pooledReadWrite;
    if (!pooled) refuse('pooled', `go with a pooler of type ${this.poolerType}, which the database has not`, true, 'declare one in poolers, or leave pooled out');
    return pooled;
  }

  private databaseName(): string {
    const { database, databases } = this.database._settings;
    const name = this.options.database ?? database;
    if (!databases.some((of) => of.name === name)) {
      refuse('database', `be one of ${databases.map((of) => of.name).join(', ')}`, name, 'declare it in databases');
    }
    return name;
  }

  private role(): RoleSettings {
    const { owner, roles, database, databases } = this.database._settings;
    const readOnly = this.access === ConnectAccess.READ_ONLY;
    const name = this.options.role ?? (readOnly ? `${database}_readonly` : owner.name);
    requireRoleName('role', name);
    if (readOnly && databases.some((of) => of.owner === name)) {
      refuse('role', 'not own a database when access is read-only', name, 'leave role out, or name one that only reads');
    }
    const declared = [owner, ...roles].find((role) => role.name === name);
    if (declared) return declared;
    if (databases.length > 1) {
      refuse('role', 'be declared in roles where there are several databases: what grantConnect gives one of its own (pg_read_all_data, pg_write_all_data) reaches '
        + 'all of them', name, 'declare it, and grant it in SQL what it needs');
    }
    const memberOf = readOnly ? ['pg_read_all_data'] : ['pg_read_all_data', 'pg_write_all_data'];
    return roleSettings('role', this.database.name, { name, memberOf });
  }

  /** A role that another grant has made keeps what it may. */
  private requireSameRights(role: RoleSettings, wanted: RoleSettings): void {
    if (role.memberOf.join() === wanted.memberOf.join()) return;
    refuse('role', `be another one: a grant that is not ${this.access} has made it`, role.name, 'leave role out, choose another one, or declare it in roles');
  }

  private requireSecretThere(role: RoleSettings): void {
    if (this.isHere) return;
    const { secrets, issuer } = this.database._settings.platform;
    if (role.given) {
      refuse('workload', `be in namespace ${this.database.namespace}: the password of role ${role.name} is in a Secret there that nothing copies`,
        this.clientNamespace, 'let the role\'s password come from the platform\'s secret store');
    }
    if (!secrets) {
      refuse('workload', `be in namespace ${this.database.namespace} where the platform has no secret store`, this.clientNamespace, 'give the platform `secrets`');
    }
    if (!issuer?.distribution) {
      refuse('workload', `be in namespace ${this.database.namespace}: the CA of the server certificate does not reach others`, this.clientNamespace,
        'give the platform Issuer.cluster');
    }
  }

  /** The Secret with the password, in the workload's namespace. */
  private secretThere(role: RoleSettings): string {
    if (this.isHere) return role.secretName;
    const secrets = this.database._settings.platform.secrets!;
    this.once(`Secret-${this.clientNamespace}-${role.name}`, (scope, id) => addManifest(scope, id, externalSecret({
      name: role.secretName,
      namespace: this.clientNamespace,
      store: secrets,
      remoteKey: remoteKeyOf(this.database._settings, role.name),
      properties: { password: 'password' },
      template: passwordTemplate(this.database.name, role.name),
    }), 'workload'));
    return role.secretName;
  }

  private mountCredentials(secret: string): void {
    const source = Secret.fromSecretName(this, 'Credentials', secret);
    this.mount('credentials', Volume.fromSecret(this, 'CredentialsVolume', source, { name: this.volumeName('credentials') }));
  }

  /** Only the CA: a server certificate's Secret holds its key, too. */
  private mountCa(): void {
    const { issuer } = this.database._settings.platform;
    const name = this.volumeName('ca');
    const items = (key: string) => ({ [key]: { path: 'ca.crt' } });
    const distribution = issuer?.distribution;
    if (!this.isHere && distribution?.configMap) {
      const map = ConfigMap.fromConfigMapName(this, 'Ca', distribution.configMap);
      this.mount('ca', Volume.fromConfigMap(this, 'CaVolume', map, { name, items: items(distribution.key!) }));
      return;
    }
    const secret = Secret.fromSecretName(this, 'Ca', this.isHere ? this.database.ca.name : this.caCertificate());
    this.mount('ca', Volume.fromSecret(this, 'CaVolume', secret, { name, items: items('ca.crt') }));
  }

  /** A Certificate of the same issuer that serves nothing: its Secret brings the CA into the workload's namespace. */
  private caCertificate(): string {
    const { name, namespace } = this.database;
    // not <name>-ca, which the operator takes where a database of the same name lives
    const secretName = `${name}-server-ca`;
    this.once(`Ca-${this.clientNamespace}`, (scope, id) => addManifest(scope, id, serverCertificate({
      name: secretName,
      namespace: this.clientNamespace,
      secretName,
      issuer: this.database._settings.platform.issuer!,
      dnsNames: [`${name}.${namespace}.ca.invalid`],
    }), 'workload'));
    return secretName;
  }

  private volumeName(what: string): string {
    const name = `${this.volumePrefix}-${what}`;
    // a DNS label
    return name.length <= 63 ? name : `${this.node.addr}-${what}`;
  }

  private get volumePrefix(): string {
    return this.directory.slice('/etc/databases/'.length);
  }

  private mount(what: string, volume: Volume): void {
    for (const container of this.workload.containers) container.mount(`${this.directory}/${what}`, volume, { readOnly: true });
  }

  private addVariables(endpoint: Endpoint, database: string, role: RoleSettings): void {
    const variables: Record<string, string> = {
      PGHOST: endpoint.host,
      PGPORT: String(endpoint.port),
      PGDATABASE: database,
      PGUSER: role.name,
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: `${this.directory}/ca/ca.crt`,
      PGPASSWORD_FILE: `${this.directory}/credentials/password`,
      // a Secret of somebody else's has no service file
      ...(role.given ? {} : { PGSERVICE: this.database.name, PGSERVICEFILE: `${this.directory}/credentials/pg_service.conf` }),
    };
    for (const container of this.workload.containers) {
      for (const [name, value] of Object.entries(variables)) container.env.addVariable(`${this.options.prefix ?? ''}${name}`, EnvValue.fromValue(value));
    }
  }

  private addPolicies(): void {
    const podSelector = { matchLabels: { [Pod.ADDRESS_LABEL]: this.workload.podMetadata.getLabel(Pod.ADDRESS_LABEL)! } };
    const client = { namespaceSelector: namespaceNamed(this.clientNamespace), podSelector };
    this.database._allowFrom(client, this.options.pooled ? this.poolerType : undefined);
    if (this.options.clientPolicy === false) return;
    const { name, namespace, _settings } = this.database;
    const server = this.options.pooled
      ? { 'cnpg.io/poolerName': `${name}-pooler-${this.poolerType}` }
      : { 'cnpg.io/cluster': name, 'cnpg.io/podRole': 'instance' };
    const policyName = `${this.workload.name}-to-${this.volumePrefix}`;
    addManifest(this, 'NetworkPolicy', networkPolicy({
      // a DNS subdomain name
      name: policyName.length <= 253 ? policyName : `${this.node.addr}-to-${name}`,
      namespace: this.clientNamespace,
      podSelector,
      egress: [
        { to: [{ namespaceSelector: namespaceNamed(namespace), podSelector: { matchLabels: server } }], ports: tcp(POSTGRES_PORT) },
        toDns(_settings.platform.network.nodeLocalDns),
      ],
    }), 'workload');
  }

  /** What several grants share is a child of the database. */
  private once(id: string, add: (scope: Construct, id: string) => void): void {
    if (!this.database.node.tryFindChild(id)) add(this.database, id);
  }
}

function requireConnectable({ workload, options: { prefix = '' } }: PostgresGrantProps): void {
  if (!/^(_*[A-Za-z][A-Za-z0-9_]*)?$/.test(prefix)) {
    refuse('prefix', 'be letters, digits and "_", starting with a letter or with "_" and a letter', prefix, 'write for example "ORDERS_"');
  }
  if (prefix.length > 63) refuse('prefix', 'be at most 63 characters', prefix, `shorten it by ${prefix.length - 63}`);
  if (workload.containers.length === 0) {
    refuse('workload', 'have its containers by now', workload.node.path, 'add them before grantConnect: those that come later would not be connected');
  }
  for (const container of workload.containers) {
    if (`${prefix}PGHOST` in container.env.variables) {
      refuse('prefix', `not lead to variables that container ${container.name} has: ${prefix}PGHOST`, prefix, 'choose another prefix for each database');
    }
  }
}

function namespaceOf(workload: Workload): string {
  const namespace = workload.metadata.namespace ?? Chart.of(workload).namespace;
  if (namespace === undefined) refuse('workload', 'have a namespace', undefined, 'set it on the workload or on its Chart');
  return namespace;
}
