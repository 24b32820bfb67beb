import { describeWithMongoTools } from './installed';
import { MongoStoppable, STOPPABLE_PASSWORD } from './mongo-stoppable';
import { Processes } from '../cluster/processes';

const PROMPT = `globalThis.passwordPrompt = () => ${JSON.stringify(STOPPABLE_PASSWORD)};`;
const RUN = `${PROMPT} const database = "shop"`;
const MOVES = { user: 'cdk8s_migration' };

// the server is none of MongoDB's: what becomes of the privileges in mongod is not shown here, but which ones are asked for
describeWithMongoTools('the administrator\'s script of MongoDB', () => {
  const processes = new Processes();
  let server: MongoStoppable;

  beforeAll(async () => {
    server = await MongoStoppable.start(processes, 'old');
    await server.ask('db.orders.insertOne({ _id: 1 }); db.getSiblingDB("other").things.insertOne({ _id: 1 })');
  });
  afterAll(() => processes.stop());

  test('makes a user that reads one database, stops writes and cannot write', async () => {
    expect(await server.script('mongo-administrator.js', RUN)).toContain('the user cdk8s_migration of the database admin may move shop\n');
    expect(await server.ask('print(db.orders.countDocuments())', MOVES)).toBe('1');
    await expect(server.ask('db.orders.insertOne({ _id: 2 })', MOVES)).rejects.toThrow(/not authorized on shop/);
    await expect(server.ask('db.getSiblingDB("other").things.findOne()', MOVES)).rejects.toThrow(/not authorized on other/);
    await server.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: true })', MOVES);
    await expect(server.ask('db.orders.insertOne({ _id: 2 })', { user: 'app' })).rejects.toThrow('User writes blocked');
    await server.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: false })', MOVES);
    const [{ privileges }] = JSON.parse(await server.ask('print(JSON.stringify(db.getSiblingDB("admin").runCommand({ rolesInfo: "cdk8s_migration", showPrivileges: true }).roles))'));
    expect(privileges.flatMap(({ actions }: any) => actions)).not.toEqual(expect.arrayContaining(['insert']));
    expect(privileges.flatMap(({ actions }: any) => actions)).not.toEqual(expect.arrayContaining(['bypassWriteBlockingMode']));
    expect(privileges.filter(({ actions }: any) => actions.includes('find')).map(({ resource }: any) => `${resource.db}.${resource.collection}`)).toEqual([
      'shop.', 'shop.system.js', 'shop.system.views', 'shop.system.profile', 'config.user_writes_critical_sections',
    ]);
  });

  test('can be run again, and keeps the password', async () => {
    await server.script('mongo-administrator.js', RUN);
    const again = RUN.replace(JSON.stringify(STOPPABLE_PASSWORD), '"another"');
    expect(await server.script('mongo-administrator.js', again)).toContain('the user cdk8s_migration keeps its password');
    expect(await server.ask('print(db.orders.countDocuments())', MOVES)).toBe('1');
  });

  test('asks for the password, and has none in it', async () => {
    expect(await server.script('mongo-administrator.js', 'globalThis.passwordPrompt = () => { throw new Error("asked") }; const database = "shop", user = "another"')).toContain('Error: asked');
  });

  test.each([
    ['without a database', PROMPT, 'name the database: --eval \'const database = "NAME"\''],
    ['with a database of MongoDB itself', `${PROMPT} const database = "admin"`, 'the database must be one of yours, got admin'],
    ['for a user that is somebody else\'s', `${RUN}, user = "app"`, 'the user app has other roles already: give another name'],
  ])('%s nothing is made', async (_, before, words) => {
    expect(await server.script('mongo-administrator.js', before)).toContain(words);
  });

  test('what it made is taken away, and a stopped server stays stopped', async () => {
    await server.script('mongo-administrator.js', RUN);
    await server.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: true })', MOVES);
    expect(await server.script('mongo-administrator-remove.js', '1')).toContain('the user cdk8s_migration and its role are gone\n'
      + 'writes stay stopped on this server. To open it: db.adminCommand({ setUserWriteBlockMode: 1, global: false })\n');
    expect(await server.ask('print(db.getSiblingDB("admin").getUser("cdk8s_migration"), db.getSiblingDB("admin").getRole("cdk8s_migration"))')).toBe('null null');
    await expect(server.ask('db.orders.insertOne({ _id: 2 })', { user: 'app' })).rejects.toThrow('User writes blocked');
    await server.ask('db.adminCommand({ setUserWriteBlockMode: 1, global: false })');
    expect(await server.script('mongo-administrator-remove.js', 'const user = "app"')).toContain('the user app has other roles, too: it is none that mongo-administrator.js made');
  });
});
