import { readFileSync } from 'fs';
import { join } from 'path';
import { Shape } from '../../src/checklist/readers/shape';
import { OBJECT_STORE, SCHEDULED_BACKUP } from '../../src/postgres/backup-shapes';

/** Shapes of their own: Kubernetes' for every container. */
const KUBERNETES = ['env', 'resources'];

/** The shape that a CRD's schema asks for. */
function shapeOf(schema: any): Shape {
  switch (schema.type) {
    case 'string': return 'string';
    case 'boolean': return 'flag';
    case 'integer': return 'number';
    case 'array': return { list: shapeOf(schema.items) };
    default: return schema.additionalProperties ? { map: shapeOf(schema.additionalProperties) } : { fields: fieldsOf(schema.properties) };
  }
}

function fieldsOf(properties: object): Record<string, Shape> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !KUBERNETES.includes(name)).map(([name, of]) => [name, shapeOf(of)]));
}

function withoutKubernetes(shape: Shape): Shape {
  return JSON.parse(JSON.stringify(shape), (key, value) => (KUBERNETES.includes(key) ? undefined : value));
}

test.each<[string, Shape]>([
  ['postgresql.cnpg.io_ScheduledBackup_v1', SCHEDULED_BACKUP],
  ['barmancloud.cnpg.io_ObjectStore_v1', OBJECT_STORE],
])('%s: every field has the type of the CRD', (file, shape) => {
  const { schema } = JSON.parse(readFileSync(join(__dirname, `../schemas/${file}.json`), 'utf8'));
  expect(withoutKubernetes(shape)).toEqual(shapeOf(schema.properties.spec));
});
