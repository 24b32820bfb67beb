import { readFileSync } from 'fs';
import { join } from 'path';
import { DumpPod, dumpNamed, keysBelow, newPath } from './dump-pod';
import { describeWithObjectStore } from './installed';
import { BrokenWay, ObjectStoreServer } from './object-store-server';
import { PostgresServer } from './postgres-server';
import { Ended } from './running-program';
import { Processes } from '../cluster/processes';
import { until } from '../cluster/until';
import { folder } from '../support/folder';

describeWithObjectStore('dumps of two servers with one name and path', () => {
  // what makes of a mistake the greatest loss
  const HASTE = { RETENTION_DAYS: '1', KEEP_AT_LEAST: '1' };
  const processes = new Processes();
  let server: PostgresServer;
  let store: ObjectStoreServer;
  /** The system identifier of `server`. */
  let id: string;
  /** That of the server that had its name and path before, or has them in another Kubernetes cluster. */
  let lost: string;

  beforeAll(async () => {
    const make = async (name: string) => (await PostgresServer.make(processes, name)).start();
    [server, store] = await Promise.all([make('source'), ObjectStoreServer.start(processes)]);
    await server.sql('CREATE ROLE logical_dumper LOGIN IN ROLE pg_read_all_data');
    await server.sql('CREATE DATABASE app');
    [id, lost] = await Promise.all([server, await make('lost')].map((of) => of.sql('SELECT system_identifier FROM pg_control_system()')));
    expect(lost).not.toBe(id);
  });
  afterAll(() => processes.stop());

  async function put(path: string, of: string, ...names: string[]): Promise<string[]> {
    const all = names.flatMap((name) => [name, `${name}.sha256`]).map((name) => `dumps/app/${of}/${name}`).sort();
    await store.put(...all.map((key) => `${path}/${key}`));
    return all;
  }

  /** A dump is named by the second in which it began: a quick machine begins two in one. */
  async function dumped(path: string): Promise<Ended> {
    const ended = await DumpPod.launch('app', server, store, HASTE, path).end();
    const second = Math.floor(Date.now() / 1000);
    await until('the next second', async () => Math.floor(Date.now() / 1000) > second, { seconds: 2 });
    return ended;
  }

  async function under(path: string, of: string): Promise<string[]> {
    return (await keysBelow(store, path)).filter((key) => key.startsWith(`dumps/app/${of}/`));
  }

  test('all dumps stay when this one begins, and in each run after', async () => {
    const path = newPath();
    const theirs = await put(path, lost, ...[0.5, 1, 2, 30, 60].map(dumpNamed));
    for (const run of [1, 2, 3]) {
      const { code, lastLine } = await dumped(path);
      expect([code, lastLine]).toEqual([0, expect.stringMatching(/pruned: 0 old dumps$/)]);
      expect([await under(path, lost), (await under(path, id)).length]).toEqual([theirs, 2 * run]);
    }
  });

  test('all dumps stay after three weeks of this one\'s, whose old ones go', async () => {
    const path = newPath();
    const theirs = await put(path, lost, ...[21.5, 22.5, 23.5, 60].map(dumpNamed));
    await put(path, id, ...Array.from({ length: 21 }, (_, i) => dumpNamed(i + 0.5)));
    const orphan = `dumps/app/${lost}/${dumpNamed(30)}.sha256`;
    await store.put(`${path}/${orphan}`);
    const lastLines = [];
    for (let run = 0; run < 3; run++) lastLines.push((await dumped(path)).lastLine);
    expect(lastLines.map((line) => line.split('; ')[1])).toEqual(['pruned: 20 old dumps', 'pruned: 0 old dumps', 'pruned: 0 old dumps']);
    expect(await under(path, lost)).toEqual([...theirs, orphan].sort());
    expect(await under(path, id)).toHaveLength(2 * 4);
  });

  test('a dump of the same second is neither overwritten nor deleted, whether the commit of this one comes through or fails', async () => {
    const path = newPath();
    const theirs = await put(path, lost, ...Array.from({ length: 240 }, (_, seconds) => dumpNamed(-seconds / 86_400)));
    const without = await BrokenWay.without(store.port, '<CompleteMultipartUpload');
    const failed = await DumpPod.launch('app', server, store, { ENDPOINT: without.endpoint }, path).end();
    without.close();
    expect([failed.code, failed.lastLine]).toEqual([12, expect.stringMatching(/the object store refuses: \w*Connection\w*/)]);
    expect(await keysBelow(store, path)).toEqual(theirs);
    expect(await DumpPod.launch('app', server, store, {}, path).end()).toMatchObject({ code: 0 });
    const [own] = await under(path, id);
    expect(await under(path, lost)).toEqual(theirs);
    const same = join(folder({}), 'same');
    await store.get(`${path}/${own.replace(id, lost)}`, same);
    expect(readFileSync(same, 'utf8')).toBe('old');
  }, 300_000);
});
