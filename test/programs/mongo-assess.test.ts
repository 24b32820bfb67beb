import { readFileSync } from 'fs';
import { AddressInfo } from 'net';
import { createServer } from 'tls';
import { called } from './called';
import { atLength, describeWithMongoTools } from './installed';
import { MongoPhase, MongoPhaseOptions } from './mongo-phase';
import { MongoStoppable, STOPPABLE_PASSWORD } from './mongo-stoppable';
import { NOTHING_DONE } from './postgres-phase';
import { selfSigned } from '../cluster/certificate';
import { Processes } from '../cluster/processes';
import { folder } from '../support/folder';

jest.setTimeout(300_000);

const ADMINISTRATOR = `globalThis.passwordPrompt = () => ${JSON.stringify(STOPPABLE_PASSWORD)}; const database = "shop"`;

interface Found {
  readonly words: string;
  readonly report: string;
  readonly findings: string;
  readonly of: { readonly [id: string]: string };
  readonly objects: { readonly [id: string]: string[] };
}

// The servers are SecantusDB with a stand-in for setUserWriteBlockMode (mongo-stoppable.py): what a mongod answers beyond the shape of its answers is not shown here.
describeWithMongoTools('what is seen before a MongoDB database moves', () => {
  const processes = new Processes();
  let source: MongoStoppable;
  let target: MongoStoppable;
  const open: MongoPhase[] = [];

  beforeAll(async () => {
    [source, target] = await Promise.all([MongoStoppable.start(processes, 'old'), MongoStoppable.start(processes, 'new')]);
    await source.script('mongo-administrator.js', ADMINISTRATOR);
  });
  beforeEach(async () => {
    await source.ask('db.dropDatabase(); db.getSiblingDB("other").dropDatabase(); db.orders.insertMany([{ _id: 1, text: "x" }, { _id: 2 }])');
    await target.ask('db.dropDatabase()', { database: 'app' });
  });
  afterEach(() => open.splice(0).forEach((phase) => phase.end()));
  afterAll(() => processes.stop());

  async function phaseOf(options: MongoPhaseOptions = {}): Promise<MongoPhase> {
    const phase = await MongoPhase.open(source, target, options);
    open.push(phase);
    return phase;
  }

  async function assessed(options: MongoPhaseOptions = {}): Promise<Found> {
    const { thrown, words, more } = await (await phaseOf(options)).run('assess');
    if (thrown) throw new Error(thrown);
    const found = JSON.parse(more!.findings).findings;
    return {
      words: words!,
      report: more!.report,
      findings: more!.findings,
      of: Object.fromEntries(found.map(({ id, level, words: text }: any) => [id, `${level}: ${text}`])),
      objects: Object.fromEntries(found.map(({ id, objects }: any) => [id, objects])),
    };
  }

  test('a database with nothing special in it has nothing that blocks', async () => {
    const { words, of, report } = await assessed();
    expect(Object.values(of).filter((text) => text.startsWith('blocking'))).toEqual([]);
    expect(words).toMatch(/^0 blocking and \d+ advisory findings$/);
    expect(report).toContain('Nothing: the phase prepare may begin.');
    expect(report).toContain('| orders | ');
    expect(report).not.toContain(STOPPABLE_PASSWORD);
  });

  test('what stands in the way is found, and what somebody should know', async () => {
    await source.ask(`
      db.createCollection('measured', { timeseries: { timeField: 'at' } }); db.createCollection('last', { capped: true, size: 4096 });
      db.createView('names', 'orders', []); db.orders.createIndex({ at: 1 }, { expireAfterSeconds: 60 }); db.getSiblingDB('other').things.insertOne({});
      if (!db.getUser('shop')) { db.createUser({ user: 'shop', pwd: 'x', roles: [] }); db.createUser({ user: 'reports', pwd: 'x', roles: [] }); db.createRole({ role: 'reader', privileges: [], roles: [] }); }`);
    await target.ask('db.theirs.insertOne({})', { database: 'app' });
    const { of, objects } = await assessed({ settings: { excludedTables: ['nothing'] } });
    expect(of).toMatchObject({
      'not-carried': 'blocking: 1 collections cannot be carried over, or not be compared',
      'excluded-missing': 'blocking: 1 collections that are excluded are not there',
      'other-databases': 'blocking: a stop would hold for 1 other databases of the source, too, and stays after the switch',
      'target-not-empty': 'blocking: the target\'s database is not empty: 1 collections',
      'expiring': 'advisory: 1 indexes delete what expires',
      'capped': 'advisory: 1 collections are capped',
      'views': 'advisory: 1 views are carried over by their definition',
      'users-missing': 'advisory: 1 users of the database are not declared for the target',
      'roles': 'advisory: 1 roles of the database are not carried over',
      'bypassing': 'advisory: 1 users may write in spite of a stop',
      'not-in-the-dump': 'advisory: users, roles and the profiler\'s documents are in no dump of one database',
      'source-not-encrypted': 'advisory: the connection to the source is not encrypted, or not verified',
    });
    expect([objects['users-missing'], objects.bypassing, objects['not-carried']]).toEqual([['reports'], ['root@admin'], [
      'measured: it is a time series, whose buckets each server makes for itself',
    ]]);
    expect((await assessed({ settings: { source: { host: 'localhost', port: 27017, database: 'shop', alsoStopped: ['other'] } } })).of).not.toHaveProperty('other-databases');
  });

  atLength('without the administrator\'s script that is said', async () => {
    const { of, objects } = await assessed({ user: 'app' });
    expect(of['administrator-script']).toBe('blocking: the user app@admin lacks rights on the source');
    expect(objects['administrator-script']).toContain('setUserWriteBlockMode');
  });

  atLength('a source that is stopped already is told', async () => {
    await source.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: true })');
    const { of } = await assessed();
    await source.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: false })');
    expect(of['source-stopped']).toBe('blocking: writes are stopped on the source already');
  });

  atLength('a certificate that does not verify blocks, and nothing else is asked', async () => {
    const { certificate, key } = await selfSigned(folder({}));
    const untrusted = createServer({ cert: readFileSync(certificate), key: readFileSync(key) });
    await new Promise<void>((listens) => { untrusted.listen(0, '127.0.0.1', listens); });
    const { port } = untrusted.address() as AddressInfo;
    const { words, of } = await assessed({ variables: { SOURCE_MONGODB_URI: `mongodb://127.0.0.1:${port}/?tls=true&directConnection=true` } });
    untrusted.close();
    expect(words).toBe('1 blocking and 0 advisory findings');
    expect(of['source-not-trusted']).toMatch(/^blocking: the certificate of the source does not verify: .*self-signed certificate/);
  });

  atLength('a wrong password is no finding, but tried again', async () => {
    await expect(assessed({ user: 'nobody' })).rejects.toThrow(/^source: authentication failed/i);
  });

  describe('prepare', () => {
    const FRONT = 'configmaps/front';

    test('leads clients to the source, after an assessment of this very migration', async () => {
      const { findings } = await assessed();
      const phase = await phaseOf();
      const { words, objects } = await phase.run('prepare', { findings });
      expect(words).toBe('the target takes the copy; front leads to the source');
      expect(objects[FRONT]).toMatchObject({ metadata: { annotations: { 'cdk8s-databases.io/leads-to': 'source' } }, data: { uri: 'mongodb://old.example.com/shop' } });
      expect((await phase.run('prepare')).thrown).toBe('there are no findings of an assessment: set the phase to assess');
      expect((await (await phaseOf({ settings: { excludedTables: ['cache'] } })).run('prepare', { findings })).thrown).toBe(
        'the assessment is of another source, target, method or list of excluded tables: assess again');
    });

    atLength('is refused while something blocks, and over what others have', async () => {
      const { findings } = await assessed();
      await target.ask('db.theirs.insertOne({})', { database: 'app' });
      expect((await (await phaseOf()).run('prepare', { findings })).thrown).toBe('the target has the collection theirs, which no copy of this migration made: take it away, or name an empty database');
      const now = await assessed();
      expect((await (await phaseOf()).run('prepare', { findings: now.findings })).thrown).toBe(
        'the assessment has 1 blocking findings, such as: the target\'s database is not empty: 1 collections. Drop them, or name an empty database. Then assess again');
    });
  });

  describe('the front', () => {
    const at = (to: string, completed = new Date().toISOString()) => ({
      'configmaps/front': { metadata: { resourceVersion: '1', annotations: { 'cdk8s-databases.io/leads-to': to } }, data: { uri: 'x' } },
      'perconaservermongodbbackups/cron-1': { metadata: { name: 'cron-1' }, spec: { clusterName: 'orders' }, status: { state: 'ready', completed } },
    });

    test('is confirmed only when it leads to the target, and what the copy left is gone then', async () => {
      const phase = await phaseOf();
      expect((await phase.call([['copy', { last: false }]])).thrown).toBeUndefined();
      expect((await phase.run('confirm', { objects: at('source') })).thrown).toBe('the ConfigMap front does not lead to the target');
      expect((await phase.run('confirm', { objects: at('target') })).thrown).toMatch(/^the source takes writes again: /);
      await source.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: true })');
      expect((await phase.run('confirm', { objects: at('target') })).words).toMatch(/^what the copy left in the target is gone/);
      expect(await target.ask('print(db.getCollectionNames().join())', { database: 'app' })).toBe('orders');
      expect((await phase.run('confirm', { objects: at('target') })).thrown).toBeUndefined();
      await source.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: false })');
    });

    test('is not confirmed before a backup has what was moved', async () => {
      const phase = await phaseOf();
      const moved = new Date().toISOString();
      const before = new Date(Date.parse(moved) - 1000).toISOString();
      await source.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: true })');
      const confirmed = async (completed: string, done: object = {}) => phase.run('confirm', { objects: at('target', completed), known: { ...NOTHING_DONE, done: { switch: moved, ...done } } });
      expect((await confirmed(before)).thrown).toBe(`target is backed up: the last backup ended at ${before}, before the clients were moved at ${moved}: make one, and see that it can be restored`);
      expect((await confirmed(moved)).thrown).toBeUndefined();
      // applied again, by another version of the library
      expect((await confirmed(before, { confirm: moved })).thrown).toBeUndefined();
      await source.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: false })');
    });
  });

  describe('the gates', () => {
    const now = () => new Date().toISOString();
    const psmdb = (state = 'ready') => ({
      metadata: { generation: 1, name: 'orders' },
      spec: { replsets: [{ name: 'rs0', size: 1 }] },
      status: { state, observedGeneration: 1, ready: 1, size: 1, replsets: { rs0: { ready: 1, members: { a: { stateStr: 'PRIMARY' } } } } },
    });
    const backup = (completed: string, state = 'ready') => ({ metadata: { name: 'cron-1' }, spec: { clusterName: 'orders' }, status: { state, completed } });
    const gates = async (objects: object, target_: object = {}) => {
      const phase = await phaseOf();
      Object.assign(phase.settings.target, target_);
      return (await phase.call([['gates']], { objects })).gave[0];
    };

    test('of Percona\'s operator: its state, and its newest backup', async () => {
      const completed = now();
      expect(await gates({ 'perconaservermongodbs/orders': psmdb(), 'perconaservermongodbbackups/cron-1': backup(completed) })).toEqual({
        'target is healthy': '1 pods', 'target is backed up': completed, 'nobody writes past a stop': '1 users may, and none is connected',
      });
      expect(await gates({ 'perconaservermongodbs/orders': psmdb('initializing'), 'perconaservermongodbbackups/cron-1': backup('2026-01-01T00:00:00Z') })).toMatchObject({
        'target is healthy': 'refused: its state is "initializing"', 'target is backed up': expect.stringMatching(/^refused: the last backup of orders is \d+ s old, more than 90000 s \(2026-01-01T00:00:00Z\)$/),
      });
      expect(await gates({}, { backedUp: false })).toMatchObject({ 'target is healthy': 'refused: there is no PerconaServerMongoDB orders', 'target is backed up': 'not backed up, which is waived' });
    });

    test('of MongoDB\'s own operator: its phase, its StatefulSet and the CronJob of its dumps', async () => {
      const objects = {
        'mongodbcommunity/orders': { metadata: { name: 'orders' }, spec: { members: 3 }, status: { phase: 'Running', currentMongoDBMembers: 3 } },
        'statefulsets/orders': { metadata: { generation: 2 }, status: { observedGeneration: 2, readyReplicas: 3, updatedReplicas: 3 } },
        'cronjobs/orders-dumps': { status: { lastSuccessfulTime: now() } },
      };
      const community = { operator: 'community', dumps: 'orders-dumps' };
      expect(await gates(objects, community)).toMatchObject({ 'target is healthy': '3 instances', 'target is backed up': objects['cronjobs/orders-dumps'].status.lastSuccessfulTime });
      const set = { metadata: { generation: 2 }, status: { observedGeneration: 2, readyReplicas: 2, updatedReplicas: 3 } };
      expect(await gates({ ...objects, 'statefulsets/orders': set, 'cronjobs/orders-dumps': {} }, community)).toMatchObject({
        'target is healthy': 'refused: 2 of 3 instances are ready', 'target is backed up': 'refused: there is no backup of orders',
      });
    });
  });
});

describe('what is seen of servers that are not to be had', () => {
  const server = {
    isWritablePrimary: true,
    setName: 'rs',
    me: 'a:1',
    hosts: ['a:1'],
    isRouter: false,
    process: 'a',
    version: '6.0.5',
    compatibility: '6.0',
    isShard: false,
    isEncrypted: true,
    databases: ['shop'],
    collections: [],
    bytes: 1,
    privileges: [],
    user: 'x@admin',
    users: [],
    roles: [],
    denied: [],
    database: 'shop',
  };
  const facts = {
    source: server,
    target: { ...server, process: 'b', version: '8.0.19', compatibility: '8.0', databases: [], database: 'app' },
    mark: null,
    more: { isStopped: false, bypassing: { names: [], connected: [] }, busy: { transactions: ['app'], long: ['update of shop.a for 40 s'], changeStreams: ['app'] }, writesPerSecond: 1, bytesPerSecond: 1 },
  };
  const settings = { name: 'move', namespace: 'database', source: { database: 'shop' }, target: { database: 'app', users: [] }, excludedTables: [] };
  const index = { name: 'a_1', keys: [['a', 1]], expires: null, options: ['v', 'key', 'name'], is: '[]' };
  const orders = { name: 'orders', type: 'collection', uuid: '', bytes: 1, rows: 1, options: [], isCapped: false, indexes: [index], is: '' };
  const withSource = (change: object) => ({ ...facts, source: { ...server, ...change } });
  const withTarget = (change: object) => ({ ...facts, target: { ...facts.target, ...change } });
  const withIndex = (change: object) => withSource({ collections: [{ ...orders, indexes: [{ ...index, ...change }] }] });

  test.each<[string, object, string, string]>([
    ['an old server', withSource({ version: '5.0.31' }), 'version-too-old', 'blocking: the source is MongoDB 5.0.31, which has no setUserWriteBlockMode: nothing keeps all clients from writing while it is copied'],
    ['a router', withSource({ isRouter: true, setName: '' }), 'sharded', 'blocking: the source is a sharded cluster, whose databases a dump of one server does not hold'],
    ['a shard', withSource({ isShard: true }), 'sharded', 'blocking: the source is a sharded cluster, whose databases a dump of one server does not hold'],
    ['a single server', withSource({ setName: '' }), 'standalone', 'blocking: the source is no member of a replica set, so that nothing can stop its writes'],
    ['a secondary', withSource({ isWritablePrimary: false }), 'not-the-primary', 'blocking: a:1 is not the primary of the source'],
    ['an older target', withSource({ version: '8.1.0' }), 'target-older', 'blocking: the target is MongoDB 8.0.19, older than the source\'s 8.1.0'],
    ['a target that is held back', withTarget({ compatibility: '5.0' }), 'feature-compatibility', 'blocking: the target\'s featureCompatibilityVersion is 5.0, older than the source\'s 6.0'],
    ['the same server', withTarget({ process: 'a' }), 'same-server', 'blocking: source and target are the same server'],
    ['versions far from each other', facts, 'newer-by-far', 'advisory: MongoDB 6.0.5 moves to 8.0.19 at once'],
    ['a name in another case', withTarget({ databases: ['App'] }), 'database-alike', 'blocking: the target has 1 databases whose names differ from app by case alone'],
    ['no rights on the target', facts, 'target-rights', 'blocking: the user x@admin lacks rights on the target'],
    ['an index of old', withIndex({ keys: [['a', { type: 8, bytes: '' }]] }), 'indexes-refused', 'blocking: 1 indexes are in a form that the target refuses'],
    ['a haystack', withIndex({ keys: [['a', 'geoHaystack']] }), 'indexes-refused', 'blocking: 1 indexes are in a form that the target refuses'],
    ['an option of old', withIndex({ options: ['key', 'safe'] }), 'indexes-refused', 'blocking: 1 indexes are in a form that the target refuses'],
    ['what expires by two fields', withIndex({ keys: [['a', 1], ['b', 1]], expires: 5 }), 'not-carried', 'blocking: 1 collections cannot be carried over, or not be compared'],
    ['what expires after no number', withIndex({ expires: { number: 'NaN' } }), 'not-carried', 'blocking: 1 collections cannot be carried over, or not be compared'],
    ['encrypted fields', withSource({ collections: [{ ...orders, options: ['encryptedFields'] }] }), 'not-carried', 'blocking: 1 collections cannot be carried over, or not be compared'],
    ['a name with a $', withSource({ collections: [{ ...orders, name: 'a$b' }] }), 'not-carried', 'blocking: 1 collections cannot be carried over, or not be compared'],
    ['nothing', facts, 'nothing-to-copy', 'blocking: the source\'s database shop has no collection that is copied'],
    ['open transactions', facts, 'transactions', 'advisory: 1 transactions are open'],
    ['long operations', facts, 'long-operations', 'advisory: 1 operations have run for long'],
    ['change streams', facts, 'change-streams', 'advisory: 1 change streams are open'],
  ])('%s', (_, given, id, words) => {
    const found = called('mongo-assess-findings.mjs', 'findingsOf', given, settings).returned.find((finding: any) => finding.id === id);
    expect(`${found.level}: ${found.words}`).toBe(words);
  });

  test.each([[4096, undefined], [4095, 'advisory'], [3276, 'blocking']])('with room for %d bytes, 4096 of them find %j', (roomBytes, level) => {
    const given = withSource({ collections: [{ ...orders, stored: 4096 }, { ...orders, name: 'cache', stored: 1e9 }] });
    const found = called('mongo-assess-findings.mjs', 'findingsOf', given, { ...settings, target: { ...settings.target, roomBytes }, excludedTables: ['cache'] }).returned;
    expect(found.find(({ id }: any) => id === 'target-volume')?.level).toBe(level);
  });

  test('an ordinary index is none of them', () => {
    const found = called('mongo-assess-findings.mjs', 'findingsOf', withSource({ collections: [orders] }), settings).returned;
    expect(found.map(({ id }: any) => id)).not.toEqual(expect.arrayContaining(['indexes-refused']));
  });
});
