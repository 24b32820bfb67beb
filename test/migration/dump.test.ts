import { App, Duration, Size } from 'cdk8s';
import { moved } from './moved';
import { MigrationChart } from '../../examples/migration-postgres-dump/chart';
import { MigrationMethod, MigrationPhase } from '../../src';
import { schemaErrors } from '../support/schema-check';
import { findings, ofKind, written } from '../support/written';

const { ASSESS, PREPARE, COPY, SWITCH, CONFIRM } = MigrationPhase;
const DUMP = { method: MigrationMethod.DUMP, wayBack: undefined, oneWay: 'the machine is switched off the same day', limits: { writeStop: Duration.hours(4) } };

const pod = (app: any) => ofKind(app, 'Job').find(({ metadata }) => metadata.name.startsWith('move-migration-')).spec.template.spec;
const map = (app: any) => ofKind(app, 'ConfigMap').find(({ metadata, data }) => metadata.name.startsWith('move-migration-') && data?.['settings.json']).data;

test.each([COPY, SWITCH])('the phase %s has its program, what copies, and a volume that goes with its pod', (phase) => {
  const { app } = moved({ ...DUMP, phase, dump: { volumeSize: Size.gibibytes(60), jobs: 2 } });
  const { program, copy } = JSON.parse(map(app)['settings.json']);
  expect({ program, copy }).toEqual({ program: `postgres-dump-${phase}.mjs`, copy: { jobs: 2 } });
  expect(Object.keys(map(app))).toEqual(expect.arrayContaining([program, 'postgres-copy.sh', 'postgres-copying.mjs', 'postgres-emptying.mjs']));
  const { volumes, initContainers: [clients], containers: [migrate] } = pod(app);
  expect(volumes.find(({ name }: any) => name === 'scratch').ephemeral.volumeClaimTemplate.spec).toEqual({
    accessModes: ['ReadWriteOnce'], storageClassName: expect.any(String), resources: { requests: { storage: '61440Mi' } },
  });
  expect(clients.volumeMounts).toContainEqual({ name: 'scratch', mountPath: '/scratch' });
  expect(migrate.volumeMounts.map(({ name }: any) => name)).not.toContain('scratch');
});

test.each([ASSESS, PREPARE, CONFIRM])('the phase %s has no such volume', (phase) => {
  expect(pod(moved({ ...DUMP, phase }).app).volumes.map(({ name }: any) => name)).not.toContain('scratch');
});

test('the volume is as large as the target\'s for data, and of a class that deletes it', () => {
  const { app } = moved({ ...DUMP, phase: COPY });
  const { spec } = pod(app).volumes.find(({ name }: any) => name === 'scratch').ephemeral.volumeClaimTemplate;
  const [cluster] = ofKind(app, 'Cluster');
  expect([spec.resources.requests.storage, cluster.spec.storage.size]).toEqual(['102400Mi', '100Gi']);
  expect(spec.storageClassName).not.toBe(cluster.spec.storage.storageClass);
  expect(ofKind(app, 'StorageClass').find(({ metadata }) => metadata.name === spec.storageClassName).reclaimPolicy).toBe('Delete');
});

test.each([ASSESS, PREPARE, COPY, SWITCH, CONFIRM])('the example of a dump is synthesized in the phase %s', (phase) => {
  const app = new App();
  const { migration } = new MigrationChart(app, 'migration', { phase });
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
  expect(migration.runbook).toContain(`This was written for the phase \`${phase}\``);
});
