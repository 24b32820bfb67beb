import { ApiObject, App, Chart, Duration, JsonPatch } from 'cdk8s';
import { Capability, ContainerProps, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { databaseOf, Engine, ENGINES, OfEngine } from './engines';
import {
  ConnectAccess, FailoverDrill, GrantConnectOptions, IFailsOver, IRestorable, Issuer, MaintenanceWindow, PitrRestore, RecoveryPoint, RestoreDrill,
  Schedule, VeleroLocation, VeleroSchedule, Waiver,
} from '../../src';
import { findings, ofKind, theOne, written } from '../support/written';

const securityContext = { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } };
const MAIN = { name: 'main', image: 'registry.example.com/app:1', securityContext };

function workloadIn(scope: Chart, containers: ContainerProps[] = [MAIN]): Deployment {
  return new Deployment(scope, 'backend', { metadata: { name: 'backend' }, containers });
}

interface Granted extends OfEngine {
  readonly pod: any;
}

/** A grant to a workload, in the database's namespace or in `client`. */
function granted(engine: Engine, options: GrantConnectOptions = {}, isElsewhere = false): Granted {
  const of = databaseOf(engine);
  of.database.grantConnect(workloadIn(isElsewhere ? new Chart(of.app, 'client', { namespace: 'client' }) : of.chart), options);
  return { ...of, pod: theOne(of.app, 'Deployment', 'backend').spec.template.spec };
}

function variablesOf(pod: any): Record<string, string> {
  return Object.fromEntries(pod.containers[0].env.map(({ name, value }: any) => [name, value]));
}

/** What the library wrote, without the workloads of others. */
function ours(app: App): any[] {
  return written(app).filter(({ kind }) => kind !== 'Deployment');
}

describe.each(Object.entries(ENGINES))('a database of %s', (_, engine) => {
  const [[plural, kind]] = [engine.resource];

  test('has the name and the namespace that it was given, and so has what its operator runs', () => {
    const { app, database } = databaseOf(engine, { name: 'mine' });
    expect([database.name, database.namespace]).toEqual(['mine', 'shop']);
    expect(ofKind(app, kind).map(({ metadata: { name, namespace } }) => ({ name, namespace }))).toEqual([{ name: 'mine', namespace: 'shop' }]);
  });

  test('passes the checklist but for what it waives', () => {
    expect(findings(databaseOf(engine).app)).toEqual([]);
  });

  test('keeps its operator\'s object as the child Resource, which can be patched', () => {
    const { app, database } = databaseOf(engine);
    ApiObject.of(database).addJsonPatch(JsonPatch.add('/metadata/annotations/patched', 'yes'));
    expect(ofKind(app, kind)[0].metadata.annotations.patched).toBe('yes');
  });

  test('writes the same bytes twice', () => {
    const [one, other] = [databaseOf(engine), databaseOf(engine)].map(({ app }) => JSON.stringify(written(app)));
    expect(other).toBe(one);
  });

  test('writes no secret: what is secret comes from the store', () => {
    const { app } = granted(engine, {}, true);
    expect(ofKind(app, 'Secret').filter(({ data, stringData }) => data ?? stringData)).toEqual([]);
    expect(ofKind(app, 'ExternalSecret').length).toBeGreaterThan(0);
  });

  test('says of all that it writes who manages it', () => {
    expect(ours(granted(engine, {}, true).app).filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] !== 'cdk8s-databases')).toEqual([]);
  });

  test('stays when its code goes, unless it is not for production', () => {
    const keptIn = (app: App) => ofKind(app, kind)[0].metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune'];
    expect(keptIn(databaseOf(engine).app)).toBe('disabled');
    expect(keptIn(databaseOf(engine, { waivers: [Waiver.notForProduction('a preview')] }).app)).toBeUndefined();
  });

  test('is there once: a second one of its name is refused', () => {
    const { chart } = databaseOf(engine);
    const platform = chart.node.findChild('Platform');
    expect(() => engine.make(chart, 'Second', { platform: platform as any })).toThrow(/^name must lead to names that are unique in the app: /);
  });

  test('tells others what to leave to its operator', () => {
    expect(databaseOf(engine).database._operated().kinds).toContain(plural);
  });

  test('is kept by Velero with its namespace only where it has backups of its own', () => {
    const { chart, database } = databaseOf(engine);
    const keep = () => new VeleroSchedule(chart, 'Velero', { name: 'nightly', databases: [database], location: VeleroLocation.existing('default') });
    expect(keep().namespaces).toEqual(['shop']);
  });

  test('can be restored, and have its restore and its failover rehearsed', () => {
    const { chart, database } = databaseOf(engine);
    const source = database as unknown as IRestorable & IFailsOver;
    const restore = () => new PitrRestore(chart, 'Restore', { source, name: 'back', to: RecoveryPoint.latest() });
    const drill = () => new RestoreDrill(chart, 'Drill', { source, name: 'second-drill' });
    const window = MaintenanceWindow.of({ schedule: Schedule.daily('02:00'), duration: Duration.hours(1) });
    const failover = () => new FailoverDrill(chart, 'Failover', { source, window });
    expect(restore().database.name).toBe('back');
    expect(drill().name).toBe('second-drill');
    expect(failover).not.toThrow();
  });

  describe.each([['beside it', false], ['in another namespace', true]])('a workload %s that is granted', (__, isElsewhere) => {
    test('gets the password and the CA as files, and the password in no variable', () => {
      const { app, database, pod } = granted(engine, {}, isElsewhere);
      const directory = `/etc/databases/${database.name}`;
      expect(pod.containers[0].volumeMounts).toEqual(expect.arrayContaining([
        expect.objectContaining({ mountPath: `${directory}/credentials`, readOnly: true }), expect.objectContaining({ mountPath: `${directory}/ca`, readOnly: true }),
      ]));
      expect(variablesOf(pod)[engine.variables.password]).toBe(`${directory}/credentials/password`);
      expect(pod.containers[0].env.filter(({ valueFrom }: any) => valueFrom !== undefined)).toEqual([]);
      const secrets = pod.volumes.map(({ secret }: any) => secret.secretName);
      const namespace = isElsewhere ? 'client' : 'shop';
      const stored = ofKind(app, 'ExternalSecret').map(({ metadata, spec }) => [metadata.namespace, spec.target.name]);
      const issued = ofKind(app, 'Certificate').map(({ metadata, spec }) => [metadata.namespace, spec.secretName]);
      const there = [...stored, ...issued];
      expect(there).toEqual(expect.arrayContaining(secrets.map((secret: string) => [namespace, secret])));
    });

    test('is let in by address, and out to the database', () => {
      const { app, database } = granted(engine, {}, isElsewhere);
      const labels = theOne(app, 'Deployment', 'backend').spec.template.metadata.labels;
      const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': isElsewhere ? 'client' : 'shop' } };
      const peer = JSON.stringify({ namespaceSelector, podSelector: { matchLabels: labels } });
      const policies = ofKind(app, 'NetworkPolicy');
      const peersOf = ({ spec }: any) => (spec.ingress ?? []).flatMap(({ from = [] }: any) => from);
      const lettingIn = policies.filter((policy) => peersOf(policy).some((of: any) => JSON.stringify(of) === peer));
      expect(lettingIn.map(({ metadata }) => metadata.namespace)).toEqual(['shop']);
      const lettingOut = policies.filter(({ spec }) => JSON.stringify(spec.podSelector) === JSON.stringify({ matchLabels: labels }));
      expect(lettingOut.map(({ metadata }) => metadata.name)).toEqual([`backend-to-${database.name}`]);
    });
  });

  test('gives a reader another user than a writer', () => {
    const user = (access: ConnectAccess) => variablesOf(granted(engine, { access }).pod)[engine.variables.user];
    expect(user(ConnectAccess.READ_ONLY)).toMatch(/_readonly$/);
    expect(user(ConnectAccess.READ_WRITE)).not.toMatch(/_readonly$/);
  });

  test('writes variables with the prefix that is asked for', () => {
    expect(Object.keys(variablesOf(granted(engine, { prefix: 'SHOP_' }).pod)).filter((name) => !name.startsWith('SHOP_'))).toEqual([]);
  });

  test.each<[string, (of: OfEngine) => void, string | RegExp]>([
    ['a workload twice without a prefix', ({ chart, database }) => {
      const workload = workloadIn(chart);
      database.grantConnect(workload);
      database.grantConnect(workload);
    }, `prefix must not lead to variables that container main has: ${engine.variables.first}, got ""; choose another prefix for each database`],
    ['a workload without containers', ({ chart, database }) => database.grantConnect(workloadIn(chart, [])),
      'workload must have its containers by now, got "chart/backend"; add them before grantConnect: those that come later would not be connected'],
    ['a pooler that is not there', ({ chart, database }) => database.grantConnect(workloadIn(chart), { pooled: true }), /^pooled must /],
    ['a database that is not there', ({ chart, database }) => database.grantConnect(workloadIn(chart), { database: 'nowhere' }), /^database must be one of /],
    ['a role that no client may have', ({ chart, database }) => database.grantConnect(workloadIn(chart), { role: 'ROOT' }), /^role(\.name)? must /],
  ])('refuses %s', (__, grant, message) => {
    expect(() => grant(databaseOf(engine))).toThrow(typeof message === 'string' ? new Error(message) : message);
  });

  test('refuses a workload elsewhere that its CA does not reach', () => {
    const { app, database } = databaseOf(engine, {}, { issuer: Issuer.namespaced('own') });
    expect(() => database.grantConnect(workloadIn(new Chart(app, 'client', { namespace: 'client' })))).toThrow(new Error(
      'workload must be in namespace shop: the CA of the server certificate does not reach others, got "client"; give the platform Issuer.cluster'));
  });
});
