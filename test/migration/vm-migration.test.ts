import { Duration } from 'cdk8s';
import { moved } from './moved';
import { MigrationMethod, MigrationPhase, VmMigrationProps } from '../../src';
import { schemaErrors } from '../support/schema-check';
import { findings, ofKind, theOne, written } from '../support/written';

const { ASSESS, PREPARE, REPLICATE, COPY, SWITCH, CONFIRM, RETURN } = MigrationPhase;
const LOGICAL = [ASSESS, PREPARE, REPLICATE, SWITCH, CONFIRM, RETURN];
const REASON = 'the machine is switched off the same day';
const DUMP = { method: MigrationMethod.DUMP, wayBack: undefined, oneWay: REASON, limits: { writeStop: Duration.hours(4) } };

const job = (app: any) => ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith('move-migration-'));
const settingsOf = (app: any, prefix = 'move-migration-') => JSON.parse(ofKind(app, 'ConfigMap')
  .find(({ metadata, data }) => metadata.name.startsWith(prefix) && data?.['settings.json']).data['settings.json']);
const rules = (app: any, name = 'move-migration') => theOne(app, 'Role', name).rules.map((rule: any) => [rule.resources[0], rule.resourceNames, rule.verbs]);

test.each(LOGICAL)('the phase %s passes the checklist and the schemas', (phase) => {
  const { app } = moved({ phase });
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

test.each([ASSESS, PREPARE, COPY, SWITCH, CONFIRM])('the phase %s of a dump passes the checklist and the schemas', (phase) => {
  const { app } = moved({ ...DUMP, phase });
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

describe('what is applied again resets nothing', () => {
  test('the state has no data, the Lease no holder, and the front no selector', () => {
    const { app } = moved({ phase: SWITCH });
    expect(theOne(app, 'ConfigMap', 'move-migration')).not.toHaveProperty('data');
    expect(theOne(app, 'Lease', 'move-migration')).not.toHaveProperty('spec');
    expect(theOne(app, 'Service', 'orders-front').spec).toEqual({ ports: [{ name: 'postgresql', port: 5432, protocol: 'TCP', targetPort: 5432 }] });
  });

  test('neither Subscription nor EndpointSlice is written: the Job makes them', () => {
    const kinds = written(moved({ phase: SWITCH }).app).map(({ kind }) => kind);
    expect(kinds.filter((kind) => ['Subscription', 'Publication', 'EndpointSlice'].includes(kind))).toEqual([]);
  });

  test('state and front stay when the code goes', () => {
    const { app } = moved();
    const kept = [theOne(app, 'ConfigMap', 'move-migration'), theOne(app, 'Service', 'orders-front')].map(({ metadata }) => metadata.annotations['argocd.argoproj.io/sync-options']);
    expect(kept).toEqual(['Prune=false,Delete=false', 'Prune=false,Delete=false']);
  });
});

describe('the Job', () => {
  test('is another one for another phase and another attempt, and the same for the same', () => {
    const names = [{ phase: ASSESS }, { phase: ASSESS, attempt: 2 }, { phase: PREPARE }].map((more) => job(moved(more).app).metadata.name);
    expect(new Set(names).size).toBe(3);
    expect(job(moved({ attempt: 1 }).app).metadata.name).toBe(names[0]);
    expect(names.every((name) => name.length <= 63)).toBe(true);
  });

  test('of a migration with the longest name has no longer one than the label of its pods may be', () => {
    const { app } = moved({ name: 'm'.repeat(37), phase: REPLICATE });
    const names = [...ofKind(app, 'Job'), ...ofKind(app, 'Deployment')].map(({ metadata }) => metadata.name).filter((name) => name.startsWith('mmm'));
    expect(names.map((name) => name.length)).toEqual([63, 53]);
  });

  test('ends at once with a verdict, is tried again otherwise, and is cut off in no phase that stops writes or waits for days', () => {
    const { spec } = job(moved({ phase: SWITCH }).app);
    expect(spec.podFailurePolicy.rules).toEqual([{ action: 'FailJob', onExitCodes: { containerName: 'migrate', operator: 'In', values: [20, 21] } }]);
    expect(spec).not.toHaveProperty('ttlSecondsAfterFinished');
    const deadlines = LOGICAL.map((phase) => job(moved({ phase }).app).spec.activeDeadlineSeconds);
    expect(deadlines).toEqual([3600, 21600, undefined, undefined, 3600, undefined]);
  });

  test('has the clients in a container beside it, which gets no token, and passwords as files alone', () => {
    const { spec } = job(moved({ phase: SWITCH }).app).spec.template;
    const [migrate] = spec.containers;
    const [clients] = spec.initContainers;
    expect([clients.restartPolicy, spec.automountServiceAccountToken]).toEqual(['Always', false]);
    expect(migrate.volumeMounts.map(({ name }: any) => name)).toEqual(['programs', 'exchange', 'account']);
    expect(clients.volumeMounts.map(({ name }: any) => name)).toEqual([
      'programs', 'exchange', 'source-credentials', 'source-ca', 'target-credentials', 'target-ca', 'wayback-credentials',
    ]);
    expect(clients.env.filter(({ name }: any) => /PASSWORD/.test(name)).map(({ name }: any) => name)).toEqual([
      'SOURCE_PGPASSWORD_FILE', 'TARGET_PGPASSWORD_FILE', 'WAYBACK_PGPASSWORD_FILE',
    ]);
    expect(clients.env.filter(({ name }: any) => /SSLMODE/.test(name)).map(({ value }: any) => value)).toEqual(['verify-full', 'verify-full', 'verify-full']);
  });

  test('may touch objects by their names, and in the assessment nothing of the front', () => {
    expect(rules(moved({ phase: ASSESS }).app)).toEqual([
      ['configmaps', ['move-migration'], ['get', 'patch']], ['leases', ['move-migration'], ['get', 'patch']], ['events', undefined, ['create']],
      ['clusters', ['orders'], ['get']], ['objectstores', ['orders-backups'], ['get']],
    ]);
    expect(rules(moved({ phase: SWITCH }).app)).toEqual([
      ['configmaps', ['move-migration'], ['get', 'patch']], ['leases', ['move-migration'], ['get', 'patch']], ['events', undefined, ['create']],
      ['services', ['orders-front'], ['get', 'patch']],
      ['endpointslices', undefined, ['create']], ['endpointslices', ['orders-front-source'], ['get', 'patch']],
      ['clusters', ['orders'], ['get']], ['objectstores', ['orders-backups'], ['get']],
      ['subscriptions', undefined, ['create']], ['subscriptions', ['move'], ['get', 'delete']],
    ]);
  });

  test('has what the programs have to know', () => {
    const { app } = moved({ phase: REPLICATE, excludedTables: ['public.cache'], attempt: 3 }, { database: 'My-App' });
    const { limits, subscription, front, ...others } = settingsOf(app);
    expect(others).toEqual({
      program: 'postgres-replicate.mjs',
      name: 'move',
      namespace: 'shop',
      engine: 'postgres',
      method: 'logical-replication',
      phase: 'replicate',
      attempt: 3,
      rehearsal: false,
      state: 'move-migration',
      sqlName: 'move',
      source: { host: 'vm-db.example.com', port: 5432, database: 'My-App' },
      target: {
        name: 'orders',
        namespace: 'shop',
        host: 'orders-rw.shop.svc',
        port: 5432,
        database: 'app',
        owner: 'app',
        extensions: [],
        roomBytes: 80 * 2 ** 30,
        roles: ['app'],
        objectStore: 'orders-backups',
        serverName: 'orders-pg17',
        slotsSurvive: true,
      },
      excludedTables: ['public.cache'],
      wayBack: { host: 'orders-back.example.com', port: 5432, rootCertificate: '/etc/ssl/certs/orders-ca.pem' },
    });
    expect(limits).toEqual({
      lagBytes: 16777216,
      lagSeconds: 5,
      writeStopSeconds: 30,
      comparisonAgeSeconds: 86400,
      finalCheckSeconds: 3,
      graceSeconds: 2,
      backupAgeSeconds: 93600,
      heldWalBytes: 10737418240,
    });
    expect(front).toEqual({
      service: 'orders-front',
      slice: 'orders-front-source',
      dnsNames: ['orders-front.shop.svc'],
      addresses: ['10.20.0.7'],
      toSource: { 'cdk8s-databases.io/front-of': 'nobody' },
      toTarget: { 'cnpg.io/cluster': 'orders', 'cnpg.io/instanceRole': 'primary' },
    });
    expect(schemaErrors(subscription)).toEqual([]);
    expect(subscription.spec).toEqual({
      cluster: { name: 'orders' },
      name: 'move',
      dbname: 'app',
      externalClusterName: 'move-source',
      publicationName: 'move',
      publicationDBName: 'My-App',
      parameters: { slot_name: 'move', create_slot: 'true', copy_data: 'true', synchronous_commit: 'on' },
      subscriptionReclaimPolicy: 'delete',
    });
  });

  test('calls slot and publication by a name that a slot can have', () => {
    expect(settingsOf(moved({ name: 'move-2', phase: PREPARE }).app, 'move-2-').sqlName).toBe('move_2');
  });
});

describe('the watcher', () => {
  test.each<[MigrationPhase, number]>([[ASSESS, 0], [PREPARE, 0], [REPLICATE, 1], [SWITCH, 1], [CONFIRM, 1], [RETURN, 1]])('in the phase %s: %i', (phase, count) => {
    expect(ofKind(moved({ phase }).app, 'Deployment').map(({ metadata }) => metadata.name)).toEqual(count ? ['move-migration-watch'] : []);
  });

  test('stays the same from phase to phase, so that no comparison begins anew', () => {
    const of = (more: Partial<VmMigrationProps>) => theOne(moved(more).app, 'Deployment', 'move-migration-watch');
    expect(of({ phase: SWITCH, attempt: 2 })).toEqual(of({ phase: REPLICATE }));
  });

  test('may write the state, and nothing else', () => {
    expect(rules(moved({ phase: REPLICATE }).app, 'move-migration-watch')).toEqual([['configmaps', ['move-migration'], ['get', 'patch']]]);
  });

  test('is scraped by its own label, and Prometheus alone gets in', () => {
    const { app } = moved({ phase: REPLICATE });
    const { labels } = theOne(app, 'Deployment', 'move-migration-watch').spec.template.metadata;
    expect(labels).toMatchObject(theOne(app, 'PodMonitor', 'move-migration-watch').spec.selector.matchLabels);
    expect(theOne(app, 'NetworkPolicy', 'move-migration').spec.ingress).toEqual([
      { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }], ports: [{ port: 9188, protocol: 'TCP' }] },
    ]);
  });

  test('is not there with a dump, or without monitoring not scraped', () => {
    expect(ofKind(moved({ ...DUMP, phase: SWITCH }).app, 'Deployment')).toEqual([]);
    const { app } = moved({ phase: REPLICATE }, {}, {}, { monitoring: undefined });
    expect(ofKind(app, 'PodMonitor').concat(ofKind(app, 'PrometheusRule')).filter(({ metadata }) => metadata.name.startsWith('move'))).toEqual([]);
    expect(theOne(app, 'NetworkPolicy', 'move-migration').spec).not.toHaveProperty('ingress');
  });
});

describe('the runbook', () => {
  test('has the names and commands of this migration', () => {
    const { migration } = moved({ phase: SWITCH }, { database: 'My-App', user: 'Mover' });
    for (const part of [
      '# Migrate vm-db.example.com:5432/My-App into shop/orders',
      'psql -d My-App -v role=Mover -v back_name=move_back -v back_host=orders-back.example.com -v back_port=5432 -v back_database=app -v back_user=move_back '
        + '-v back_root=/etc/ssl/certs/orders-ca.pem -f postgres-administrator.sql',
      '\\password "Mover"',
      'hostssl "My-App" "Mover" <address> scram-sha-256',
      'kubectl -n shop get configmap move-migration -o jsonpath=\'{.data.state}\'',
      '\'host=orders-back.example.com port=5432 dbname=app user=move_back sslmode=verify-full sslrootcert=/etc/ssl/certs/orders-ca.pem\'',
    ]) expect(migration.runbook).toContain(part);
  });

  test('says that there is no way back, and why that is well', () => {
    expect(moved({ phase: SWITCH, wayBack: undefined, oneWay: REASON }).migration.runbook).toContain('psql -d myapp -v role=cdk8s_migration -f postgres-administrator.sql');
    expect(moved({ phase: SWITCH, wayBack: undefined, oneWay: REASON }).migration.runbook).toContain(`The reason that was given: ${REASON}`);
  });
});

test('the front is what clients are given', () => {
  expect(moved().migration.front).toMatchObject({ host: 'orders-front.shop.svc', port: 5432 });
});
