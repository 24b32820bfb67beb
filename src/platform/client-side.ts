import { Chart } from 'cdk8s';
import { Capability, ConfigMap, EnvValue, Pod, Secret, Volume, Workload } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { DatabasePlatform } from './database-platform';
import { serverCertificate } from '../parts/certificate';
import { externalSecret } from '../parts/external-secret';
import { addManifest } from '../parts/manifest-object';
import { namespaceNamed, networkPolicy, Port, toDns } from '../parts/network-policy';
import { refuse } from '../values/refusal';
import { SecretKeyRef } from '../values/secret-key-ref';
import { SecretRef } from '../values/secret-ref';

/** The database that a client connects to. */
export interface Reached extends Construct {
  readonly name: string;
  readonly namespace: string;
  readonly ca: SecretKeyRef;
}

export interface ClientSideProps {
  readonly database: Reached;
  readonly platform: DatabasePlatform;
  readonly workload: Workload;
  /** Text before the names of the environment variables. */
  readonly prefix?: string;
  /** Name of the first variable, without the prefix. */
  readonly firstVariable: string;
}

/** The role that a client logs in with, as the client's namespace needs it. */
export interface ClientRole {
  readonly name: string;
  readonly secretName: string;
  /** A Secret of somebody else's beside the database. */
  readonly given?: SecretRef;
  readonly remoteKey: () => string;
  /** What its Secret holds, as a template of External Secrets. */
  readonly template: Record<string, string>;
}

/** Where a client goes. */
export interface Destination {
  /** Labels of the pods. */
  readonly podLabels: Record<string, string>;
  readonly ports: readonly Port[];
}

/** What a workload needs to connect to a database, whatever its engine: password and CA as files, variables, and the way out. */
export class ClientSide extends Construct {
  /** Namespace of the workload. */
  public readonly namespace: string;
  private readonly database: Reached;
  private readonly platform: DatabasePlatform;
  private readonly workload: Workload;
  private readonly prefix: string;

  constructor(scope: Construct, id: string, props: ClientSideProps) {
    super(scope, id);
    this.database = props.database;
    this.platform = props.platform;
    this.workload = props.workload;
    this.prefix = props.prefix ?? '';
    this.namespace = namespaceOf(props.workload);
    this.requireDirectory();
    if (this.isHere && this.platform._createsNamespaces) this.requireRestricted();
  }

  /** Where the files of the database are mounted. */
  public get directory(): string {
    return `/etc/databases/${this.name}`;
  }

  /** The workload's pods, as a peer of a NetworkPolicy. */
  public get peer(): object {
    return { namespaceSelector: namespaceNamed(this.namespace), podSelector: this.podSelector };
  }

  /** Refuses a role whose password cannot reach the workload's namespace. */
  public requireReach({ name, given }: Pick<ClientRole, 'name' | 'given'>): void {
    if (this.isHere) return;
    const { secrets, issuer } = this.platform;
    const here = `be in namespace ${this.database.namespace}`;
    if (given) {
      refuse('workload', `${here}: the password of role ${name} is in a Secret there that nothing copies`,
        this.namespace, 'let the role\'s password come from the platform\'s secret store');
    }
    if (!secrets) refuse('workload', `${here} where the platform has no secret store`, this.namespace, 'give the platform `secrets`');
    if (!issuer?.distribution) {
      refuse('workload', `${here}: the CA of the server certificate does not reach others`, this.namespace, 'give the platform Issuer.cluster');
    }
  }

  /** Mounts the role's Secret and the CA, and sets the variables. */
  public connect(role: ClientRole, variables: Record<string, string>): void {
    this.mountCredentials(this.secretHere(role));
    this.mountCa();
    for (const container of this.workload.containers) {
      for (const [name, value] of Object.entries(variables)) container.env.addVariable(`${this.prefix}${name}`, EnvValue.fromValue(value));
    }
  }

  /** Lets the workload out to the database, and to DNS. */
  public letOut({ podLabels, ports }: Destination): void {
    const { name, namespace } = this.database;
    const policyName = `${this.workload.name}-to-${this.name}`;
    addManifest(this, 'NetworkPolicy', networkPolicy({
      // a DNS subdomain name
      name: policyName.length <= 253 ? policyName : `${this.node.addr}-to-${name}`,
      namespace: this.namespace,
      podSelector: this.podSelector,
      egress: [
        { to: [{ namespaceSelector: namespaceNamed(namespace), podSelector: { matchLabels: podLabels } }], ports },
        toDns(this.platform.network.nodeLocalDns),
      ],
    }), 'workload');
  }

  private get isHere(): boolean {
    return this.namespace === this.database.namespace;
  }

  private get name(): string {
    return `${this.database.name}${this.prefix === '' ? '' : `-${this.prefix.toLowerCase().replace(/[^a-z0-9]+/g, '')}`}`;
  }

  private get podSelector(): object {
    return { matchLabels: { [Pod.ADDRESS_LABEL]: this.workload.podMetadata.getLabel(Pod.ADDRESS_LABEL)! } };
  }

  private requireDirectory(): void {
    const taken = this.workload.containers.some((container) => container.mounts.some((mount) => mount.path === `${this.directory}/ca`));
    if (taken) {
      refuse('prefix', `lead to a directory of its own: ${this.directory} is mounted already`, this.prefix, 'choose prefixes that differ in letters or digits');
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

  /** The Secret with the password, in the workload's namespace. */
  private secretHere(role: ClientRole): string {
    if (this.isHere) return role.secretName;
    this.once(`Secret-${this.namespace}-${role.name}`, (scope, id) => addManifest(scope, id, externalSecret({
      name: role.secretName,
      namespace: this.namespace,
      store: this.platform.secrets!,
      remoteKey: role.remoteKey(),
      properties: { password: 'password' },
      template: role.template,
    }), 'workload'));
    return role.secretName;
  }

  private mountCredentials(secret: string): void {
    const source = Secret.fromSecretName(this, 'Credentials', secret);
    this.mount('credentials', Volume.fromSecret(this, 'CredentialsVolume', source, { name: this.volumeName('credentials') }));
  }

  /** Only the CA: a server certificate's Secret holds its key, too. */
  private mountCa(): void {
    const name = this.volumeName('ca');
    const items = (key: string) => ({ [key]: { path: 'ca.crt' } });
    const distribution = this.platform.issuer?.distribution;
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
    this.once(`Ca-${this.namespace}`, (scope, id) => addManifest(scope, id, serverCertificate({
      name: secretName,
      namespace: this.namespace,
      secretName,
      issuer: this.platform.issuer!,
      dnsNames: [`${name}.${namespace}.ca.invalid`],
    }), 'workload'));
    return secretName;
  }

  private volumeName(what: string): string {
    const name = `${this.name}-${what}`;
    // a DNS label
    return name.length <= 63 ? name : `${this.node.addr}-${what}`;
  }

  private mount(what: string, volume: Volume): void {
    for (const container of this.workload.containers) container.mount(`${this.directory}/${what}`, volume, { readOnly: true });
  }

  /** What several grants share is a child of the database. */
  private once(id: string, add: (scope: Construct, id: string) => void): void {
    if (!this.database.node.tryFindChild(id)) add(this.database, id);
  }
}

/** Refuses what cannot be connected. First, because a second grant without a prefix of its own has the same id. */
export function requireConnectable({ workload, prefix = '', firstVariable }: Pick<ClientSideProps, 'workload' | 'prefix' | 'firstVariable'>): void {
  if (!/^(_*[A-Za-z][A-Za-z0-9_]*)?$/.test(prefix)) {
    refuse('prefix', 'be letters, digits and "_", starting with a letter or with "_" and a letter', prefix, 'write for example "ORDERS_"');
  }
  if (prefix.length > 63) refuse('prefix', 'be at most 63 characters', prefix, `shorten it by ${prefix.length - 63}`);
  if (workload.containers.length === 0) {
    refuse('workload', 'have its containers by now', workload.node.path, 'add them before grantConnect: those that come later would not be connected');
  }
  for (const container of workload.containers) {
    if (`${prefix}${firstVariable}` in container.env.variables) {
      refuse('prefix', `not lead to variables that container ${container.name} has: ${prefix}${firstVariable}`, prefix, 'choose another prefix for each database');
    }
  }
}

function namespaceOf(workload: Workload): string {
  const namespace = workload.metadata.namespace ?? Chart.of(workload).namespace;
  if (namespace === undefined) refuse('workload', 'have a namespace', undefined, 'set it on the workload or on its Chart');
  return namespace;
}
