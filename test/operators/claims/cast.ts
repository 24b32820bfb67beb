import { Manifest } from '../../../src/checklist/manifests';
import { PostgresCluster } from '../../../src/postgres/postgres-cluster';
import { Scene } from '../scene';

/** The pods of one database, by who owns them: nothing here asks labels, which claims are about. */
export class Cast {
  /** The Cluster, as it lives. */
  public readonly cluster: any;
  public readonly instances: readonly any[];
  /** Pods of the Jobs that make instances. */
  public readonly jobs: readonly any[];

  constructor(private readonly scene: Scene, public readonly database: PostgresCluster) {
    this.cluster = scene.living.find('postgresql.cnpg.io', 'Cluster', database.namespace, database.name);
    const pods: readonly any[] = this.pods(database.namespace);
    this.instances = pods.filter((pod) => isOwnedBy(pod, 'Cluster', database.name));
    // the operator removes finished Jobs: what is left of one is its name, <instance>-<role>; another database may be called <name>-<number>
    const job = new RegExp(`^${database.name}-\\d+-(initdb|join|(full|snapshot)-recovery)$`);
    this.jobs = pods.filter((pod) => pod.metadata.ownerReferences?.some(({ kind, name }: any) => kind === 'Job' && job.test(name)));
  }

  public get primary(): any {
    return this.instances.find(({ metadata }) => metadata.name === this.cluster.status.currentPrimary);
  }

  public get replicas(): readonly any[] {
    return this.instances.filter((pod) => pod !== this.primary);
  }

  /** Names of its Poolers. */
  public get poolers(): string[] {
    return this.scene.claimed.inNamespace('postgresql.cnpg.io', 'Pooler', this.database.namespace)
      .filter(({ spec }) => spec.cluster.name === this.database.name).map(({ metadata }) => metadata.name);
  }

  /** Pods of a Deployment; a Pooler's has its name. */
  public ofDeployment(name: string, namespace = this.database.namespace): readonly any[] {
    return this.pods(namespace).filter((pod) => pod.metadata.ownerReferences?.some(({ kind, name: set }: any) => (
      kind === 'ReplicaSet' && set.startsWith(`${name}-`) && !set.slice(name.length + 1).includes('-'))));
  }

  private pods(namespace: string): readonly any[] {
    return this.scene.living.inNamespace('', 'Pod', namespace);
  }
}

export function isOwnedBy(object: any, kind: string, name: string): boolean {
  return object.metadata.ownerReferences?.some((owner: any) => owner.controller && owner.kind === kind && owner.name === name) ?? false;
}

export function nameOf(object: Manifest): string {
  return object.metadata.name;
}

export function names(objects: readonly Manifest[]): string[] {
  return objects.map(nameOf);
}

/** Where in the cluster an object is. */
export function at({ kind, metadata: { namespace, name } }: Manifest): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** A name that starts with the database's, as it is for every database. */
export function short(name: string, database: { readonly name: string }): string {
  return name === database.name || name.startsWith(`${database.name}-`) ? `<name>${name.slice(database.name.length)}` : name;
}

/** What a pod is, whichever of its kind. */
export function sortOf({ metadata }: any): string {
  const owner = metadata.ownerReferences?.[0];
  switch (owner?.kind) {
    case 'Cluster': return 'instance';
    case 'Job': return metadata.labels['cnpg.io/jobRole'] ? `${metadata.labels['cnpg.io/jobRole']} pod` : `pod of Job ${owner.name}`;
    case 'ReplicaSet': return metadata.labels['cnpg.io/podRole'] === 'pooler' ? 'pooler pod' : `pod of ${owner.name.replace(/-[^-]+$/, '')}`;
    case 'StatefulSet': return `${metadata.labels['app.kubernetes.io/component']} pod`;
    default: return `Pod ${metadata.name}`;
  }
}

/** Who made a living object, in words. */
export function makerOf(object: any): string {
  if (object === undefined) return 'nobody';
  const { metadata } = object;
  const owner = metadata.ownerReferences?.find(({ controller }: any) => controller) ?? metadata.ownerReferences?.[0];
  switch (owner?.kind) {
    case 'Cluster': case 'Pooler': return 'CloudNativePG';
    case 'PerconaXtraDBCluster': return 'XtraDB Cluster operator';
    case 'PerconaServerMongoDB': return 'Server for MongoDB operator';
    case 'StatefulSet': return object.kind === 'Pod' ? 'Kubernetes, for a StatefulSet' : 'its operator';
    case 'Job': case 'ReplicaSet': case 'DaemonSet': case 'Deployment': return `Kubernetes, for a ${owner.kind}`;
    case 'ExternalSecret': return 'stand-in for External Secrets';
  }
  if (metadata.annotations?.['cert-manager.io/certificate-name']) return 'cert-manager';
  if (metadata.labels?.['app.kubernetes.io/managed-by'] === 'cdk8s-databases') return 'this library';
  return 'given';
}
