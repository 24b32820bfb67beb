import { App, Duration } from 'cdk8s';
import { Outcomes } from './outcomes';
import { InPlaceRestore, MigrationMethod, MigrationPhase, MongoOperator, PitrRestore, RecoveryPoint, VmMigrationProps } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { changedByApplying } from '../cluster/applied-again';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { say } from '../cluster/progress';
import { until } from '../cluster/until';
import { moved } from '../migration/moved';
import { movedCarts } from '../migration/moved-carts';
import { movedSessions } from '../migration/moved-sessions';
import { sites } from '../mysql/sites';
import { manifestsOfEveryProp } from '../support/every-prop';
import { EXAMPLES, writtenExample } from '../support/examples';
import { sessions } from '../support/mongo';
import { orders } from '../support/production';
import { written } from '../support/written';

const LOGICAL = Object.values(MigrationPhase).filter((phase) => phase !== MigrationPhase.COPY);
/** The examples are in the phase copy. */
const DUMPED = [MigrationPhase.ASSESS, MigrationPhase.PREPARE, MigrationPhase.SWITCH, MigrationPhase.CONFIRM];

const SOURCES: ReadonlyArray<[string, Manifest[]]> = [
  ...EXAMPLES.map((name): [string, Manifest[]] => [`examples/${name}`, writtenExample(name)]),
  ['the database of the tests', written(orders().app)],
  ['a database with every prop', manifestsOfEveryProp()],
  ['a database at two sites, and a restore over one of them', twoSites()],
  ['a restore from a dump of MongoDB', restoredFromDump()],
  ...LOGICAL.map((phase): [string, Manifest[]] => [`a migration in the phase ${phase}`, migrated({ phase })]),
  ...DUMPED.map((phase): [string, Manifest[]] => [`a migration of MySQL in the phase ${phase}`, added(movedCarts({ phase }).app)]),
  ...DUMPED.map((phase): [string, Manifest[]] => [`a migration of MongoDB in the phase ${phase}`, added(movedSessions({ phase }).app)]),
  ['a migration by a dump', migrated({ phase: MigrationPhase.COPY, method: MigrationMethod.DUMP, wayBack: undefined, limits: { writeStop: Duration.hours(4) } })],
];

/** What a migration adds; its target is the same in every phase. */
function added(app: App): Manifest[] {
  return written(app).filter(({ metadata: { name } }) => name.startsWith('move') || name.endsWith('-front'));
}

/** What a migration adds, and what it changes of its target. */
function migrated(more: Partial<VmMigrationProps>): Manifest[] {
  const CHANGED = ['Cluster', 'Certificate', 'NetworkPolicy', 'ExternalSecret'];
  return written(moved(more).app).filter(({ kind, metadata: { name } }) => name.startsWith('move') || name === 'orders-front' || CHANGED.includes(kind));
}

function restoredFromDump(): Manifest[] {
  const { app, chart, database: source } = sessions({ operator: MongoOperator.COMMUNITY });
  new PitrRestore(chart, 'Restore', { source, name: 'sessions-restored', to: RecoveryPoint.latest() });
  return written(app);
}

onCluster('the API server', () => {
  const outcomes = new Outcomes();
  const namespaces = new Map<string, Manifest>();
  let kubernetes: Kubernetes;

  beforeAll(async () => {
    kubernetes = Kubernetes.fromEnvironment();
    await requireNothingOfOurs();
  });

  afterAll(async () => {
    for (const namespace of namespaces.values()) await kubernetes?.remove(namespace);
    say(`objects applied, and applied again:\n${outcomes.table()}`);
  });

  describe.each(SOURCES)('%s', (_, manifests) => {
    const made: Manifest[] = [];

    // only what was made here: this runs, too, when the cluster was refused
    afterAll(async () => {
      // a namespace takes no new object while it goes, and without controllers it never has gone
      const own = made.filter(({ kind }) => kind !== 'Namespace');
      for (const manifest of [...own].reverse()) {
        // an operator that runs nowhere finalizes nothing
        if ((manifest.metadata as { finalizers?: string[] }).finalizers) await kubernetes.merge(manifest, { metadata: { finalizers: null } });
        await kubernetes.remove(manifest);
      }
      for (const manifest of own) await until(`the end of ${manifest.kind} ${manifest.metadata.name}`, async () => !(await kubernetes.find(manifest)), { seconds: 60 });
    });

    test('is taken in the order that it is written in, without a warning, and the second time nothing changes', async () => {
      const wrong: string[] = [];
      await makeMissingNamespaces(manifests);
      for (const manifest of manifests) {
        made.push(manifest);
        wrong.push(...await outcomes.of(manifest, kubernetes.apply(manifest)));
      }
      expect(wrong).toEqual([]);
      expect(await changedByApplying(kubernetes, manifests)).toEqual([]);
      expect(made.length).toBeGreaterThan(2);
    });
  });

  /** What is there already may be somebody's database: it is neither written over nor deleted. */
  async function requireNothingOfOurs(): Promise<void> {
    const all = SOURCES.flatMap(([, manifests]) => manifests);
    const own = all.flatMap((manifest) => [manifest, ...manifest.metadata.namespace ? [namespaceOf(manifest.metadata.namespace)] : []]);
    const distinct = new Map(own.map((manifest) => [`${manifest.kind} ${manifest.metadata.namespace ?? ''}/${manifest.metadata.name}`, manifest]));
    const there: string[] = [];
    for (const [name, manifest] of distinct) if (await kubernetes.find(manifest)) there.push(name);
    if (there.length > 0) throw new Error(`the cluster must have none of the objects of the examples, got ${there.join(', ')}; take one that nobody uses`);
  }

  /** Those that the app expects to be there: of applications, of Prometheus. */
  async function makeMissingNamespaces(manifests: Manifest[]): Promise<void> {
    const own = new Set(manifests.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
    for (const { metadata: { namespace } } of manifests) {
      if (!namespace || namespaces.has(namespace)) continue;
      const manifest = namespaceOf(namespace);
      namespaces.set(namespace, manifest);
      if (!own.has(namespace)) await kubernetes.apply(manifest);
    }
  }
});

function namespaceOf(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function twoSites(): Manifest[] {
  const { app, chart, database } = sites();
  new InPlaceRestore(chart, 'Back', { source: database, backup: 'by-hand-x1', to: RecoveryPoint.time('2026-03-24T10:30:00Z') });
  return written(app);
}
