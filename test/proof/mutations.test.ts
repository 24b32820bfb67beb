import { matrix, Row } from './matrix';
import { Mutation, Production, spoken } from './mutation';
import { AVAILABILITY } from './mutations/availability';
import { BACKUP } from './mutations/backup';
import { MONITORING } from './mutations/monitoring';
import { OBJECTIVES } from './mutations/objectives';
import { OBJECTS } from './mutations/objects';
import { PERFORMANCE } from './mutations/performance';
import { SECURITY } from './mutations/security';
import { STORAGE } from './mutations/storage';
import { WORKLOADS } from './mutations/workloads';
import { OBJECT_RULES } from '../../src/checklist/object-rules';
import { RULES } from '../../src/checklist/rules';
import { EXAMPLES_DAY, writtenExample } from '../support/examples';

const GROUPS: Readonly<Record<string, readonly Mutation[]>> = {
  'Storage': STORAGE,
  'High availability': AVAILABILITY,
  'Backup': BACKUP,
  'Security': SECURITY,
  'Monitoring': MONITORING,
  'Performance': PERFORMANCE,
  'Objectives': OBJECTIVES,
  'Single objects': OBJECTS,
  'Databases that are added': WORKLOADS,
};
const MUTATIONS = Object.values(GROUPS).flat();

let example: any[];
const rows: Row[] = [];
const clock = process.env.SOURCE_DATE_EPOCH;

beforeAll(() => {
  example = writtenExample('production');
  // images come to their end of life
  process.env.SOURCE_DATE_EPOCH = String(EXAMPLES_DAY.getTime() / 1000);
});

afterAll(() => {
  if (clock === undefined) delete process.env.SOURCE_DATE_EPOCH; else process.env.SOURCE_DATE_EPOCH = clock;
  const ids = [...RULES, ...OBJECT_RULES].map(({ id }) => id);
  for (const [name, group] of Object.entries(GROUPS)) {
    process.stdout.write(`\n${name} (x fails, ? unknown, . silent)\n${matrix(rows.filter(({ mutation }) => group.includes(mutation)), ids)}`);
  }
});

test('no rule speaks of the production example', () => {
  expect([...spoken(example)]).toEqual([]);
});

test.each(MUTATIONS.map((mutation) => [mutation.rules.join(' and '), mutation.what, mutation] as const))('%s alone is said of: %s', (_, __, mutation) => {
  const production = new Production(structuredClone(example));
  mutation.change(production);
  const found = spoken(production.manifests);
  rows.push({ mutation, spoken: found });
  expect([...found.keys()].sort()).toEqual([...mutation.rules].sort());
});

test('every rule speaks at least once', () => {
  const spoilt = new Set(MUTATIONS.flatMap(({ rules }) => rules));
  expect([...RULES, ...OBJECT_RULES].map(({ id }) => id).filter((id) => !spoilt.has(id))).toEqual([]);
});
