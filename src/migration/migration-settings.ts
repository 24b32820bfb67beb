import { limitSettings, LimitSettings } from './limit-settings';
import { MigrationLimits } from './migration-limits';
import type { VmMigrationProps } from './vm-migration';
import { MigrationWayBack } from '../contracts/migratable';
import { isQualifiedName, requireDnsLabel } from '../values/kubernetes-name';
import { MigrationMethod } from '../values/migration-method';
import { MigrationPhase } from '../values/migration-phase';
import { refuse, requireInteger, requireText } from '../values/refusal';
import { SecretRef } from '../values/secret-ref';
import { requireHost, VmDatabase } from '../values/vm-database';

/** A migration, checked and completed. */
export interface MigrationSettings {
  readonly name: string;
  readonly namespace: string;
  readonly target: string;
  readonly source: VmDatabase;
  readonly method: MigrationMethod;
  readonly phase: MigrationPhase;
  readonly attempt: number;
  readonly rehearsal: boolean;
  readonly excludedTables: readonly string[];
  /** Name of the front Service. */
  readonly front: string;
  readonly wayBack?: MigrationWayBack;
  readonly oneWay?: string;
  readonly limits: LimitSettings;
}

const PHASES: Readonly<Record<MigrationMethod, readonly MigrationPhase[]>> = {
  [MigrationMethod.LOGICAL_REPLICATION]: [
    MigrationPhase.ASSESS, MigrationPhase.PREPARE, MigrationPhase.REPLICATE, MigrationPhase.SWITCH, MigrationPhase.CONFIRM, MigrationPhase.RETURN,
  ],
  [MigrationMethod.DUMP]: [MigrationPhase.ASSESS, MigrationPhase.PREPARE, MigrationPhase.COPY, MigrationPhase.SWITCH, MigrationPhase.CONFIRM],
};
/** From here on clients may be at the target. */
const SWITCHED: readonly MigrationPhase[] = [MigrationPhase.SWITCH, MigrationPhase.CONFIRM, MigrationPhase.RETURN];
/** With it a Job's name, its hash and `-migration-replicate` are no longer than the label of its pods may be. */
const LONGEST_NAME = 37;

/** Whether its Job stops writes. */
export function stopsWrites({ phase, rehearsal }: MigrationSettings): boolean {
  return !rehearsal && [MigrationPhase.SWITCH, MigrationPhase.RETURN].includes(phase);
}

export function migrationSettings(props: VmMigrationProps): MigrationSettings {
  const { name, source, target, method, phase, attempt = 1, rehearsal = false, excludedTables = [], front, wayBack, oneWay, limits, dump } = props;
  requireDnsLabel('name', name, LONGEST_NAME);
  if (!(source instanceof VmDatabase)) refuse('source', 'be a VmDatabase', kindOf(source), 'make it by VmDatabase.postgres, VmDatabase.mysql or VmDatabase.mongo');
  requirePhase(method, phase);
  requireInteger('attempt', attempt, 1, 1000, 'raise it by one to have a phase done once more');
  if (rehearsal && phase !== MigrationPhase.SWITCH) {
    refuse('rehearsal', `go with the phase ${MigrationPhase.SWITCH}, the only one that is rehearsed`, phase, 'leave it out');
  }
  requireTables(excludedTables);
  if (front === undefined) refuse('front', 'be given', undefined, 'name the Service that clients use before, during and after the switch, for example { name: "orders-front" }');
  if (typeof front !== 'object') refuse('front', 'have a name', front, 'write { name: "orders-front" }');
  requireDnsLabel('front.name', front.name, 56);
  if (wayBack) requireWayBack(wayBack, source);
  requireWay({ method, phase, wayBack, oneWay });
  requireWriteStop(method, phase, limits);
  if (dump && method !== MigrationMethod.DUMP) refuse('dump', `go with the method ${MigrationMethod.DUMP}`, method, 'leave it out');
  return {
    name,
    namespace: target.namespace,
    target: target.name,
    source,
    method,
    phase,
    attempt,
    rehearsal,
    excludedTables,
    front: front.name,
    wayBack,
    oneWay,
    limits: limitSettings(limits),
  };
}

function requirePhase(method: MigrationMethod, phase: MigrationPhase): void {
  if (!Object.values(MigrationMethod).includes(method)) {
    refuse('method', `be one of ${Object.values(MigrationMethod).join(', ')}`, method, 'choose a MigrationMethod');
  }
  const phases = PHASES[method];
  if (phases.includes(phase)) return;
  refuse('phase', `be one that the method ${method} has (${phases.join(', ')})`, phase, 'choose one of them');
}

function requireTables(tables: readonly string[]): void {
  if (!Array.isArray(tables)) refuse('excludedTables', 'be a list', kindOf(tables), 'name each table that is left out');
  tables.forEach((table, i) => requireText(`excludedTables[${i}]`, table, 'name a table, or remove it'));
  const twice = tables.find((table, i) => tables.indexOf(table) !== i);
  if (twice !== undefined) refuse('excludedTables', 'name each one once', twice, 'remove the second one');
}

function requireWayBack(of: MigrationWayBack, source: VmDatabase): void {
  const { host, port, rootCertificate, credentials, annotations = {}, loadBalancerClass } = of;
  requireText('wayBack.host', host, 'give the DNS name of the load balancer, as the machine resolves it');
  requireHost('wayBack.host', host);
  // cert-manager writes dnsNames alone here, and CloudNativePG its alternative names likewise
  if (/^[\d.]+$|:/.test(host)) refuse('wayBack.host', 'be a DNS name, and no address', host, 'give the name that the target\'s certificate is to carry');
  if (host === source.host) refuse('wayBack.host', 'differ from the source\'s host: it leads to the target', host, 'give the DNS name of the load balancer');
  if (port !== undefined) requireInteger('wayBack.port', port, 1, 65535, 'give the port that the load balancer is to answer on');
  if (typeof rootCertificate !== 'string' || !/^\/[^\s']*[^\s'/]$/.test(rootCertificate)) {
    refuse('wayBack.rootCertificate', 'be the path of a file on the machine, without spaces', rootCertificate, 'write for example "/etc/ssl/certs/orders-ca.pem"');
  }
  if (credentials !== undefined && !(credentials instanceof SecretRef)) refuse('wayBack.credentials', 'be a SecretRef', kindOf(credentials), 'name the Secret by SecretRef.of, or leave it out');
  for (const key of Object.keys(annotations)) if (!isQualifiedName(key)) refuse('wayBack.annotations', 'have keys in Kubernetes\' form', key, 'correct the key');
  if (loadBalancerClass !== undefined && !isQualifiedName(loadBalancerClass)) {
    refuse('wayBack.loadBalancerClass', 'be a name in the form of a label\'s key', loadBalancerClass, 'write for example "service.k8s.aws/nlb"');
  }
}

/** Without a way back nobody moves clients by accident. */
function requireWay({ method, phase, wayBack, oneWay }: Pick<VmMigrationProps, 'method' | 'phase' | 'wayBack' | 'oneWay'>): void {
  if (oneWay !== undefined) requireText('oneWay', oneWay, 'say why there need not be a way back, or leave it out');
  if (wayBack && method === MigrationMethod.DUMP) {
    refuse('wayBack', 'be left out with the method dump, after which nothing leads back what was written', wayBack.host, 'remove it, and say in oneWay why that is well');
  }
  if (wayBack && oneWay !== undefined) refuse('oneWay', 'be left out where there is a wayBack', oneWay, 'remove the one or the other');
  if (wayBack) return;
  if (phase === MigrationPhase.RETURN) refuse('wayBack', 'be given for the phase return', undefined, 'a migration that had none cannot go back: restore the target, or copy by hand');
  if (SWITCHED.includes(phase) && oneWay === undefined && method === MigrationMethod.DUMP) {
    refuse('oneWay', 'be given with the method dump: nothing that is written after the switch comes back to the source', undefined, 'say why that is well');
  }
  if (SWITCHED.includes(phase) && oneWay === undefined) {
    refuse('wayBack', `be given for the phase ${phase}: otherwise nothing that is written after the switch comes back to the source`, undefined,
      'name how the machine reaches the target, or say in oneWay why nobody will go back');
  }
}

/** Whoever has not copied yet cannot know how long it takes. */
function requireWriteStop(method: MigrationMethod, phase: MigrationPhase, limits: MigrationLimits | undefined): void {
  if (method !== MigrationMethod.DUMP || limits?.writeStop !== undefined || phase !== MigrationPhase.SWITCH) return;
  refuse('limits.writeStop', 'be given with the method dump, whose write stop lasts for the whole copy', undefined, 'the phase copy has measured it: copied.copySeconds in the state, and half of it again');
}

function kindOf(value: unknown): string | undefined {
  return value === undefined ? undefined : (value as object | null)?.constructor.name ?? 'null';
}
