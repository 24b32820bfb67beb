import { Duration } from 'cdk8s';
import { MigrationMethod, MigrationPhase, PostgresCluster, SecretKeyRef, SecretRef, VmDatabase, VmMigration } from '../../src';
import { orders } from '../support/production';
import { ofKind } from '../support/written';

/** What a migration of the tests says to the construct. */
export interface Asked {
  readonly phase: MigrationPhase;
  readonly attempt: number;
  readonly rehearsal: boolean;
  readonly sourceDatabase: string;
  readonly targetDatabase: string;
  readonly method: MigrationMethod;
  readonly wayBack: boolean;
}

/** What the construct gives a pod of a phase. */
export interface Constructed {
  readonly settings: any;
  /** Variables of the container with the clients. */
  readonly clients: Record<string, string>;
}

/** A pod of the construct's manifests: the tests put only their own servers into it. */
export function constructed({ phase, attempt, rehearsal, sourceDatabase, targetDatabase, method, wayBack }: Asked): Constructed {
  const { app, chart, database } = orders({ database: targetDatabase, owner: { name: 'app' }, roles: [{ name: 'reporting' }], instances: 1, waivers: [] });
  new VmMigration(chart, 'Move', {
    name: 'move',
    source: VmDatabase.postgres({
      host: 'vm-db.example.com', addresses: ['192.0.2.10'], database: sourceDatabase, credentials: SecretRef.of('vm-db'), ca: SecretKeyRef.of('vm-db-ca', 'ca.crt'),
    }),
    target: database as PostgresCluster,
    method,
    phase,
    attempt,
    rehearsal,
    front: { name: 'orders-front' },
    excludedTables: ['public.cache'],
    ...(wayBack ? { wayBack: { host: 'orders-back.example.com', rootCertificate: '/etc/ssl/certs/orders-ca.pem' } } : { oneWay: 'a test' }),
    ...(method === MigrationMethod.DUMP ? { dump: { jobs: 2 }, limits: { writeStop: Duration.hours(1) } } : {}),
  });
  const job = ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith('move-migration-'));
  const { volumes, initContainers: [{ env }] } = job.spec.template.spec;
  const map = volumes.find(({ name }: { name: string }) => name === 'programs').configMap.name;
  return {
    settings: JSON.parse(ofKind(app, 'ConfigMap').find(({ metadata }) => metadata.name === map).data['settings.json']),
    clients: Object.fromEntries(env.map(({ name, value }: { name: string; value: string }) => [name, value])),
  };
}
