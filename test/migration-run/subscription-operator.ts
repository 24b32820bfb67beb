import { Kubernetes } from '../cluster/kubernetes';

// what CloudNativePG 1.30 does with a Subscription (internal/management/controller/subscription_controller.go and _sql.go)
const FINALIZER = 'cnpg.io/deleteSubscription';
const API = 'postgresql.cnpg.io/v1';
/** It tries what failed again after 30 s; a suite has no time for that. */
const AGAIN_MILLISECONDS = 1000;
const LOOK_MILLISECONDS = 100;
/** `filterSubscriptionUpdatableParameters`. */
const UPDATABLE = ['slot_name', 'synchronous_commit', 'binary', 'streaming', 'disable_on_error', 'password_required', 'run_as_owner', 'origin', 'failover'];

/** What it needs of the cluster. */
export interface SubscriptionOperatorOptions {
  readonly kubernetes: Kubernetes;
  readonly namespace: string;
  /** Runs one statement as the target's superuser, in the database. */
  readonly sql: (statement: string, database: string) => Promise<string>;
  /** Of each external cluster, what it builds from `connectionParameters` and the password's file. */
  readonly connections: { readonly [externalCluster: string]: string };
}

/** Stands in for CloudNativePG's instance manager, as far as Subscriptions go. */
export class SubscriptionOperator {
  /** Statements that it ran, and those that failed with their words. */
  public readonly log: string[] = [];
  private readonly running: Promise<void>;
  private readonly failed = new Map<string, number>();
  private stopped = false;

  constructor(private readonly options: SubscriptionOperatorOptions) {
    this.running = this.run();
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      for (const subscription of await this.options.kubernetes.all(API, 'Subscription', { namespace: this.options.namespace }).catch(() => [])) {
        const { uid } = subscription.metadata;
        if (Date.now() - (this.failed.get(uid) ?? 0) < AGAIN_MILLISECONDS) continue;
        // a conflict is a reconciliation that failed
        await this.reconcile(subscription).catch((error) => {
          this.failed.set(uid, Date.now());
          this.log.push(`${subscription.metadata.name}: ${error.message}`);
        });
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
  }

  private async reconcile(subscription: any): Promise<void> {
    const { kubernetes } = this.options;
    const { metadata, spec, status } = subscription;
    if (metadata.deletionTimestamp) {
      if (!metadata.finalizers?.includes(FINALIZER)) return;
      if (spec.subscriptionReclaimPolicy === 'delete' && status?.observedGeneration > 0) {
        await this.sql(`DROP SUBSCRIPTION IF EXISTS ${ident(spec.name)}`, spec.dbname);
      }
      const finalizers = metadata.finalizers.filter((name: string) => name !== FINALIZER);
      await kubernetes.merge(subscription, { metadata: { finalizers, resourceVersion: metadata.resourceVersion } });
      return;
    }
    if (status?.observedGeneration === metadata.generation && status?.applied) return;
    if (!metadata.finalizers?.includes(FINALIZER)) {
      const { resourceVersion } = metadata;
      await kubernetes.merge(subscription, { metadata: { finalizers: [...(metadata.finalizers ?? []), FINALIZER], resourceVersion } });
      return;
    }
    try {
      await this.align(spec);
      await kubernetes.merge(subscription, { status: { applied: true, message: '', observedGeneration: metadata.generation } }, 'status');
    } catch (error) {
      await kubernetes.merge(subscription, { status: { applied: false, message: (error as Error).message } }, 'status');
      throw error;
    }
  }

  private async align({ name, dbname, publicationName, externalClusterName, publicationDBName, parameters = {} }: any): Promise<void> {
    const external = this.options.connections[externalClusterName];
    if (external === undefined) throw new Error(`externalCluster '${externalClusterName}' not declared in cluster`);
    const connection = publicationDBName ? `${external} dbname='${publicationDBName}'` : external;
    const known = await this.options.sql(`SELECT count(*) FROM pg_subscription WHERE subname = ${literal(name)}`, dbname);
    if (known === '0') {
      const options = Object.keys(parameters).length > 0 ? ` WITH (${listed(parameters, Object.keys(parameters))})` : '';
      await this.sql(`CREATE SUBSCRIPTION ${ident(name)} CONNECTION ${literal(connection)} PUBLICATION ${ident(publicationName)}${options}`, dbname);
      return;
    }
    await this.sql(`ALTER SUBSCRIPTION ${ident(name)} SET PUBLICATION ${ident(publicationName)}`, dbname);
    await this.sql(`ALTER SUBSCRIPTION ${ident(name)} CONNECTION ${literal(connection)}`, dbname);
    if (Object.keys(parameters).length > 0) {
      await this.sql(`ALTER SUBSCRIPTION ${ident(name)} SET (${listed(parameters, UPDATABLE.filter((key) => key in parameters))})`, dbname);
    }
  }

  private async sql(statement: string, database: string): Promise<void> {
    await this.options.sql(statement, database);
    this.log.push(statement.replace(/password='[^']*'/, 'password=…').replace(/passfile=\S+/, 'passfile=…'));
  }
}

function listed(parameters: Record<string, string>, keys: string[]): string {
  return [...keys].sort().map((key) => `${ident(key)} = ${literal(parameters[key])}`).join(', ');
}

function ident(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
