import { Duration } from 'cdk8s';
import {
  BaseBackup, DatabasePlatformProps, MongoOperator, MongoReplicaSetProps, ObjectStore, ObjectStoreCredentials, PitrRestore, PitrRestoreProps,
  RecoveryPoint, RestoreAssertion, RestoreVerification,
} from '../../src';
import { Sessions, sessions } from '../support/mongo';
import { schemaErrors } from '../support/schema-check';
import { findings, ofKind, theOne, written } from '../support/written';

const POINT = '2026-03-24T10:30:00.75Z';
const NAME = 'sessions-0324';

interface Rewound extends Sessions {
  readonly restore: PitrRestore;
}

function rewound(
  more: Partial<PitrRestoreProps> = {}, database: Partial<MongoReplicaSetProps> = {}, platform: Partial<DatabasePlatformProps> = {},
): Rewound {
  const made = sessions({ operator: MongoOperator.COMMUNITY, ...database }, platform);
  return { ...made, restore: new PitrRestore(made.chart, 'Rewind', { source: made.database, name: NAME, to: RecoveryPoint.time(POINT), ...more }) };
}

function jobOf({ app }: Sessions): any {
  return ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith(`${NAME}-restore-`))!;
}

const podOf = (made: Sessions) => jobOf(made).spec.template.spec;

function variable({ env }: any, name: string): any {
  const { value, valueFrom } = env.find((of: any) => of.name === name) ?? {};
  return value ?? valueFrom?.secretKeyRef;
}

test('a restore of a production database passes the checklist and the schemas', () => {
  const { app } = rewound();
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

test('the restored database is what its source is, but for its name and who verifies it', () => {
  const made = rewound({}, { instances: 5, database: 'carts' });
  const spec = (name: string) => JSON.parse(JSON.stringify(theOne(made.app, 'MongoDBCommunity', name).spec).replaceAll(NAME, 'sessions'));
  const { users, ...restored } = spec(NAME);
  const { users: original, ...source } = spec('sessions');
  const [verifier] = users.filter(({ name }: any) => name.startsWith('look-'));
  expect([restored, users.filter((user: any) => user !== verifier)]).toEqual([source, original]);
  expect(verifier.roles).toEqual([{ name: 'read', db: 'carts' }]);
});

test('it has the passwords of its source, and nothing new has to be put into the secret store', () => {
  const { app } = rewound();
  const remote = (name: string) => theOne(app, 'ExternalSecret', name).spec.data.map(({ remoteRef }: any) => remoteRef.key);
  for (const secret of ['user-app', 'backup', 'metrics']) expect(remote(`${NAME}-${secret}`)).toEqual(remote(`sessions-${secret}`));
});

test('it reads the dumps of its source and is dumped to a path of its own', () => {
  const made = rewound();
  const [, reader] = podOf(made).initContainers;
  expect(variable(reader, 'DESTINATION')).toBe('s3://acme-backups/shop/sessions');
  const [upload] = theOne(made.app, 'CronJob', `${NAME}-dumps`).spec.jobTemplate.spec.template.spec.containers;
  expect(variable(upload, 'DESTINATION')).toBe(`s3://acme-backups/shop/${NAME}`);
});

test('nothing of the restore writes into the source: its members are the restored database\'s', () => {
  const [restorer] = podOf(rewound()).initContainers;
  expect(variable(restorer, 'MEMBERS')).toBe([0, 1, 2].map((i) => `${NAME}-${i}.${NAME}-svc.shop.svc.cluster.local:27017`).join(' '));
  const { egress } = theOne(rewound().app, 'NetworkPolicy', `${NAME}-restore`).spec;
  expect(egress[0].to).toEqual([{ podSelector: { matchLabels: { app: `${NAME}-svc` } } }]);
  expect(theOne(rewound().app, 'NetworkPolicy', 'sessions').spec.ingress.flatMap(({ from }: any) => from.map((peer: any) => peer.podSelector?.matchLabels?.['cdk8s-databases.io/restores'])))
    .not.toContain(NAME);
});

test('the recovery point, and the dump where one is named, are told', () => {
  const told = (more: Partial<PitrRestoreProps>) => ['RECOVERY_POINT', 'BACKUP'].map((name) => variable(podOf(rewound(more)).initContainers[1], name));
  expect(told({})).toEqual([POINT, undefined]);
  expect(told({ to: RecoveryPoint.latest() })).toEqual(['latest', undefined]);
  expect(told({ to: RecoveryPoint.immediate(), from: BaseBackup.id('2026-03-24T03:00:00Z') })).toEqual(['latest', '2026-03-24T03:00:00Z']);
});

test('it logs in as the operator\'s agent, by a Secret that the operator makes and a file', () => {
  const { initContainers: [restorer, reader], volumes } = podOf(rewound());
  expect([variable(restorer, 'MONGO_USER'), variable(restorer, 'PASSWORD_FILE')]).toEqual(['mms-automation', '/etc/login/password']);
  expect(volumes).toContainEqual({ name: 'login', secret: { secretName: `${NAME}-agent-password`, defaultMode: 0o440, items: [{ key: 'password', path: 'password' }] } });
  // who reads the store has no password of the database, and the other way round
  expect(reader.volumeMounts.map(({ name }: any) => name)).toEqual(['programs', 'exchange']);
  expect(restorer.env.some(({ name }: any) => name.startsWith('AWS_'))).toBe(false);
});

test('what another attempt would not mend is not tried again', () => {
  expect(jobOf(rewound()).spec.podFailurePolicy.rules).toEqual([
    { action: 'FailJob', onExitCodes: { containerName: 'restore', operator: 'In', values: [20, 21, 24, 27, 28, 29] } },
    { action: 'FailJob', onExitCodes: { containerName: 'verify', operator: 'In', values: [11, 12, 13, 14, 15] } },
  ]);
});

test('without a verification it restores, and nothing is looked at', () => {
  const made = rewound({ verification: RestoreVerification.none() });
  expect([podOf(made).initContainers.map(({ name }: any) => name), podOf(made).containers.map(({ name }: any) => name)]).toEqual([['mongorestore'], ['restore']]);
  expect(theOne(made.app, 'MongoDBCommunity', NAME).spec.users.filter(({ name }: any) => name.startsWith('look-'))).toEqual([]);
});

test('how new the newest document has to be is told from the end of the dump, whatever moment was asked for', () => {
  const made = rewound({ verification: RestoreVerification.of({ assertions: [RestoreAssertion.newest({ table: 'carts', column: 'at', within: Duration.hours(1) })] }) });
  const [verify] = podOf(made).containers;
  expect([verify.name, variable(verify, 'RESTORE_BEGAN')]).toEqual(['verify', '/exchange/began']);
  expect(verify.volumeMounts).toContainEqual({ name: 'exchange', mountPath: '/exchange', readOnly: true });
  const { data } = ofKind(made.app, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${NAME}-verify-`))!;
  expect(JSON.parse(data['verification.json']).recoveryPoint).toBe('now');
});

test('a key that only reads is the one that is used', () => {
  const made = rewound({}, {}, {
    backups: ObjectStore.s3({
      bucket: 'acme', region: 'eu-west-1', credentials: ObjectStoreCredentials.secretStore('store'), readOnlyCredentials: ObjectStoreCredentials.secretStore('store-read'),
    }),
  });
  expect(variable(podOf(made).initContainers[1], 'AWS_ACCESS_KEY_ID')).toEqual({ name: `${NAME}-restore-store`, key: 'ACCESS_KEY_ID' });
  expect(theOne(made.app, 'ExternalSecret', `${NAME}-restore-store`).spec.data[0].remoteRef.key).toBe('store-read');
});

test('an identity is the Job\'s own', () => {
  const annotations = { 'azure.workload.identity/client-id': 'abc' };
  const made = rewound({}, {}, { backups: ObjectStore.azureBlob({ account: 'acme', container: 'backups', credentials: ObjectStoreCredentials.workloadIdentity(annotations) }) });
  expect([podOf(made).serviceAccountName, jobOf(made).spec.template.metadata.labels['azure.workload.identity/use']]).toEqual([`${NAME}-restore`, 'true']);
  expect(theOne(made.app, 'ServiceAccount', `${NAME}-restore`).metadata.annotations).toEqual(annotations);
});

test('the runbook names what there is', () => {
  const { restore, ...made } = rewound({ verification: RestoreVerification.of({ assertions: [RestoreAssertion.rows({ table: 'carts' })] }) });
  expect(restore.runbook).toContain(`kubectl -n shop logs -f job/${jobOf(made).metadata.name} -c restore`);
  expect(restore.runbook).toContain('the newest dump that ended before 2026-03-24T10:30:00.75Z');
  expect(restore.runbook).not.toMatch(/undefined|\\`/);
});

test.each<[string, Partial<PitrRestoreProps>, Partial<DatabasePlatformProps>, string]>([
  ['the source\'s name', { name: 'sessions' }, {}, 'name must differ from the source\'s in its namespace, got "sessions"; a restore is a database of its own, which would otherwise overwrite its source: choose for example "sessions-restored"'],
  ['a transaction', { to: RecoveryPoint.transaction('4711') }, {}, 'to must be RecoveryPoint.time, latest or immediate with MongoDB, whose oplog has no transaction, got "4711"; give the moment by RecoveryPoint.time'],
  ['the end of some dump', { to: RecoveryPoint.immediate() }, {}, 'from must be given with a recovery point of kind immediate, for which no backup can be found by itself, got nothing; name the base backup by BaseBackup.id'],
  ['a dump that began after the point', { from: BaseBackup.id('2026-03-24T11:00:00Z') }, {},
    `from must be a backup from before the recovery point (${POINT}), got "2026-03-24T11:00:00Z"; name an earlier one, or leave it out: the last one before the point is found`],
  ['without an object store', {}, { backups: undefined }, 'source must have backups: its platform has no object store, got "sessions"; a database that was never backed up cannot be restored; give the platform `backups`'],
])('%s is refused', (_, more, platform, message) => {
  expect(() => rewound(more, {}, platform)).toThrow(new Error(message));
});

test('a restore may take as long as it takes: the deadline of its verification does not cut it off', () => {
  expect(jobOf(rewound({ verification: RestoreVerification.of({ deadline: Duration.hours(6) }) })).spec.activeDeadlineSeconds).toBeUndefined();
});
