import { App } from 'cdk8s';
import { MigrationChart } from '../../examples/migration-postgres-logical/chart';
import { MigrationPhase } from '../../src';
import { schemaErrors } from '../support/schema-check';
import { findings, written } from '../support/written';

test.each(Object.values(MigrationPhase).filter((phase) => phase !== MigrationPhase.COPY))('the example of logical replication is synthesized in the phase %s', (phase) => {
  const app = new App();
  const { migration } = new MigrationChart(app, 'migration', { phase });
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
  expect(migration.runbook).toContain(`This was written for the phase \`${phase}\``);
});
