import { appendFileSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HttpMethod } from '@kubernetes/client-node';
import { App } from 'cdk8s';
import { PLAYS } from './failover-plays';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes, Refusal } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { until } from '../cluster/until';
import { RunningProgram } from '../programs/running-program';
import { folder } from '../support/folder';
import { ofKind, theOne, written } from '../support/written';

/** What the programs wait for is played here in seconds. */
const SOON = { window: { schedule: '* * * * *', seconds: 600 }, settlingSeconds: 1, healthySeconds: 15, watchSeconds: 2 };
const ALLOWS = ['ServiceAccount', 'Role', 'RoleBinding'];

onCluster.each(PLAYS)('failover-drill.mjs with %s', (_, play) => {
  const kubernetes = Kubernetes.fromEnvironment();
  const scenes: Scene[] = [];
  const drill = `${play.name}-failover-drill`;
  const [first, second] = play.pods;

  /** The database, its operator, its pods and the probe, played in a namespace of their own; rights and the drill's programs are real. */
  class Scene {
    public static async make(): Promise<Scene> {
      const scene = new Scene(`failover-${play.kind.toLowerCase()}-${process.pid}-${scenes.length}`);
      scenes.push(scene);
      await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: scene.namespace } });
      await kubernetes.apply(scene.named('ServiceAccount', 'default', 'v1'));
      const allows = written(scene.app).filter(({ kind, metadata }) => ALLOWS.includes(kind) && metadata.name === drill);
      for (const manifest of allows) await kubernetes.apply(manifest);
      await kubernetes.apply(theOne(scene.app, play.kind, play.name));
      const { metadata: { generation } } = await kubernetes.find(scene.object);
      await kubernetes.merge(scene.object, { status: { ...play.healthy, ...(play.hasStatefulSet ? {} : { observedGeneration: generation }) } }, 'status');
      if (play.hasStatefulSet) await scene.makeStatefulSet();
      for (const pod of play.pods) await scene.makePod(pod);
      return scene;
    }

    public readonly ledger = folder({});
    /** Pod that acknowledges; undefined for none. */
    public writer: string | undefined = first;
    public loses = false;
    private readonly app: App;
    private written = 0;
    private readonly probe = setInterval(() => this.write(), 50);

    private constructor(public readonly namespace: string) {
      this.app = play.app(namespace);
    }

    public get object(): Manifest {
      return this.named(play.kind, play.name, play.api);
    }

    public stop(): void {
      clearInterval(this.probe);
    }

    public named(kind: string, name: string, apiVersion: string): Manifest {
      return { apiVersion, kind, metadata: { name, namespace: this.namespace } };
    }

    public async makePod(name: string): Promise<void> {
      const pod = this.named('Pod', name, 'v1');
      await kubernetes.make({ ...pod, spec: { containers: [{ name: 'database', image: 'database' }] } });
      await kubernetes.merge(pod, { status: { conditions: [{ type: 'Ready', status: 'True' }] } }, 'status');
    }

    public async uidOf(pod: string): Promise<string | undefined> {
      return (await kubernetes.find(this.named('Pod', pod, 'v1')))?.metadata.uid;
    }

    public async backup(status: object, of: object = {}): Promise<void> {
      if (play.dumps) return this.dumped({ lastSuccessfulTime: (status as any).completed });
      if (!play.backups) return;
      const { kind, spec } = play.backups;
      const manifest = this.named(kind, `backup-${Math.random().toString(36).slice(2, 8)}`, play.api);
      await kubernetes.apply({ ...manifest, spec: { ...spec, ...of } } as Manifest);
      await kubernetes.merge(manifest, { status }, 'status');
    }

    /** What the CronJob's controller says of its Jobs. */
    public async dumped(status: object): Promise<void> {
      const cronJob = theOne(this.app, 'CronJob', play.dumps!);
      await kubernetes.apply(cronJob);
      await kubernetes.merge(cronJob, { status }, 'status');
    }

    /** What a StatefulSet and the election do when the pod is gone; `back` is when there is one again. */
    public async failOver({ to = second as string | undefined, back = true } = {}): Promise<void> {
      const uid = await this.uidOf(first);
      await until('the end of the pod', async () => (await this.uidOf(first)) !== uid, { seconds: 60, every: 50 });
      this.writer = to;
      if (back) await this.makePod(first);
    }

    /** The program as its pod runs it: what is mounted, with the rights of its ServiceAccount. */
    public async run(): Promise<RunningProgram> {
      const { body } = await kubernetes.send(HttpMethod.POST, `/api/v1/namespaces/${this.namespace}/serviceaccounts/${drill}/token`, {
        apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 },
      });
      const { server, caData } = kubernetes.config.getCurrentCluster()!;
      const { hostname, port } = new URL(server);
      const { data } = ofKind(this.app, 'ConfigMap').find((map) => 'settings.json' in map.data)!;
      const mounted = folder({ ...data, 'settings.json': JSON.stringify({ ...JSON.parse(data['settings.json']), ...SOON }) });
      const account = folder({ 'token': body.status.token, 'ca.crt': Buffer.from(caData!, 'base64').toString('utf8') });
      return new RunningProgram('node', relative(join(__dirname, '../../programs'), join(mounted, 'failover-drill.mjs')), [join(mounted, 'settings.json'), this.ledger], {
        KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, KUBERNETES_ACCOUNT: account, READ_BACK_SECONDS: '5',
      });
    }

    /** As the probe does. */
    private write(): void {
      if (existsSync(join(this.ledger, 'stop'))) {
        this.stop();
        writeFileSync(join(this.ledger, 'present.new'), Array.from({ length: this.written }, (__, i) => (this.loses && i === 0 ? '' : `${i + 1}\n`)).join(''));
        renameSync(join(this.ledger, 'present.new'), join(this.ledger, 'present'));
      } else if (this.writer) {
        appendFileSync(join(this.ledger, 'acknowledged'), `${++this.written} ${Date.now() / 1000} ${this.writer}\n`);
      }
    }

    private async makeStatefulSet(): Promise<void> {
      const set = this.named('StatefulSet', play.name, 'apps/v1');
      const labels = { app: play.name };
      await kubernetes.apply({
        ...set,
        spec: { replicas: 3, serviceName: 'x', selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'mongod', image: 'mongod' }] } } },
      } as Manifest);
      const { metadata: { generation } } = await kubernetes.find(set);
      await kubernetes.merge(set, { status: { observedGeneration: generation, replicas: 3, readyReplicas: 3, updatedReplicas: 3 } }, 'status');
    }
  }

  afterEach(() => scenes.forEach((scene) => scene.stop()));
  afterAll(async () => {
    for (const { namespace, object } of scenes) {
      // an operator that runs nowhere finalizes nothing
      await kubernetes.merge(object, { metadata: { finalizers: null } });
      await kubernetes.remove({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    }
  });

  const done = (hours: number) => ({ ...play.backups?.done, completed: new Date(Date.now() - hours * 3_600_000).toISOString() });
  async function ready(): Promise<Scene> {
    const scene = await Scene.make();
    await scene.backup(done(1));
    return scene;
  }
  const reasons = async ({ namespace }: Scene) => (await kubernetes.all('v1', 'Event', { namespace })).map(({ reason, involvedObject: { kind, name } }) => [reason, kind, name]);

  test('deletes the pod of who acknowledges, and no other, with no more rights than it has, and says how it went', async () => {
    const scene = await ready();
    const [before, ...rest] = await Promise.all(play.pods.map((pod) => scene.uidOf(pod)));
    const program = await scene.run();
    await scene.failOver();
    const { code, lastLine, terminationMessage, output } = await program.end();
    expect([code, output]).toEqual([0, expect.stringContaining(`pod ${first} is deleted`)]);
    expect(lastLine).toMatch(new RegExp(`^failed over from ${first} to ${second}: no write for [\\d.]+ s, healthy again after [\\d.]+ s, 0 acknowledged writes lost$`));
    expect(JSON.parse(terminationMessage)).toMatchObject({ verdict: 'passed', from: first, to: second, lostWrites: 0 });
    expect(await scene.uidOf(first)).not.toBe(before);
    expect(await Promise.all(play.pods.slice(1).map((pod) => scene.uidOf(pod)))).toEqual(rest);
    expect(await reasons(scene)).toEqual([['FailoverDrillPassed', play.kind, play.name]]);
  });

  test('counts the interruption when the writer goes back to where it was', async () => {
    const scene = await ready();
    const program = await scene.run();
    await scene.failOver();
    await program.said(/fully healthy again/);
    scene.writer = undefined;
    // what is measured is time itself
    await new Promise((resolve) => setTimeout(resolve, 3000));
    scene.writer = first;
    const { code, terminationMessage } = await program.end();
    const { verdict, to, unavailabilitySeconds } = JSON.parse(terminationMessage);
    expect([code, verdict, to]).toEqual([0, 'passed', second]);
    expect(unavailabilitySeconds).toBeGreaterThanOrEqual(3);
  });

  test.each<[string, (scene: Scene) => Promise<void>, number, string]>([
    ['that writes are lost', async (scene) => {
      scene.loses = true;
      await scene.failOver();
    }, 31, `1 acknowledged writes are lost after the failover from ${first} to ${second}`],
    ['that nobody took over', async (scene) => scene.failOver({ to: first }), 33, `no other instance took over: ${first} is the primary still, 15 s after it was to go`],
    ['that the pod did not come back', async (scene) => scene.failOver({ back: false }), 32,
      `not fully healthy again within 15 s after the failover from ${first} to ${second}: there is no pod ${first}`],
  ])('says %s', async (__, during, exit, words) => {
    const scene = await ready();
    const program = await scene.run();
    await during(scene);
    const { code, lastLine } = await program.end();
    expect([code, lastLine]).toEqual([exit, words]);
  });

  test.each<[string, (scene: Scene) => Promise<unknown>, number, string]>([
    ['is not healthy', async (scene) => kubernetes.merge(scene.object, { status: play.ailing.status }, 'status'), 20, `${play.name} is not fully healthy: ${play.ailing.words}`],
    ['writes at a pod that is none of its own', async (scene) => { scene.writer = 'other-0'; }, 25,
      `the primary other-0 is none of the pods that the drill may delete (${first} to ${play.pods[2]}): promote another instance`],
    ['takes no writes any more', async (scene) => {
      scene.writer = undefined;
      writeFileSync(join(scene.ledger, 'acknowledged'), Array.from({ length: 25 }, (__, i) => `${i + 1} ${Date.now() / 1000 - 7} ${first}\n`).join(''));
    }, 20, `${play.name} is not fully healthy: no write was acknowledged for `],
  ])('changes nothing where the database %s', async (__, spoil, exit, words) => {
    const scene = await ready();
    const before = await scene.uidOf(first);
    await spoil(scene);
    const { code, lastLine } = await (await scene.run()).end();
    expect([code, lastLine]).toEqual([exit, expect.stringContaining(`refused: ${words}`)]);
    expect(await scene.uidOf(first)).toBe(before);
    expect(await reasons(scene)).toEqual([['FailoverDrillRefused', play.kind, play.name]]);
  });

  if (play.backups) {
    const { running } = play.backups;
    const other = { [Object.keys(play.backups.spec)[0]]: 'other' };
    test.each<[string, (scene: Scene) => Promise<void>, number, RegExp]>([
      ['has none', async (scene) => scene.backup(done(1), other), 22, new RegExp(`^refused: there is no backup of ${play.name}$`)],
      ['has an old one', async (scene) => scene.backup(done(26)), 22, new RegExp(`^refused: the last backup of ${play.name} is 936\\d\\d s old, more than 90000 s \\(.*\\)$`)],
      ['makes one', async (scene) => { await scene.backup(done(1)); await scene.backup(running); }, 26, new RegExp(`^refused: a backup of ${play.name} runs \\(backup-.*\\)$`)],
    ])('of backups: refuses a database that %s', async (__, make, exit, words) => {
      const scene = await Scene.make();
      await make(scene);
      const { code, lastLine } = await (await scene.run()).end();
      expect([code, lastLine]).toEqual([exit, expect.stringMatching(words)]);
    });
  }

  if (play.dumps) {
    const last = (hours: number) => ({ lastSuccessfulTime: done(hours).completed });
    test.each<[string, (scene: Scene) => Promise<void>, number, RegExp]>([
      ['has nobody who makes them', async () => {}, 22, new RegExp(`^refused: there is no CronJob ${play.dumps}, which makes the backups of ${play.name}$`)],
      ['has none', async (scene) => scene.dumped({}), 22, new RegExp(`^refused: there is no backup of ${play.name}$`)],
      ['has an old one', async (scene) => scene.dumped(last(26)), 22, new RegExp(`^refused: the last backup of ${play.name} is 936\\d\\d s old, more than 90000 s \\(.*\\)$`)],
      ['makes one', async (scene) => scene.dumped({ ...last(1), active: [{ kind: 'Job', name: 'sessions-dumps-29' }] }), 26, new RegExp(`^refused: a backup of ${play.name} runs \\(sessions-dumps-29\\)$`)],
    ])('of dumps: refuses a database that %s', async (__, make, exit, words) => {
      const scene = await Scene.make();
      await make(scene);
      const { code, lastLine } = await (await scene.run()).end();
      expect([code, lastLine]).toEqual([exit, expect.stringMatching(words)]);
    });
  }

  test('may delete no pod but those of its database', async () => {
    const scene = await ready();
    await scene.makePod('other-pxc-0');
    const own = kubernetes.as(scene.namespace, drill);
    const refused = own.remove(scene.named('Pod', 'other-pxc-0', 'v1'));
    await expect(refused).rejects.toThrow(Refusal);
    await expect(refused).rejects.toThrow(/pods "other-pxc-0" is forbidden/);
  });
});
