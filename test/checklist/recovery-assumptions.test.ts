import { readFileSync } from 'fs';
import { join } from 'path';
import { RECOVERY_ASSUMPTIONS } from '../../src/checklist/recovery-assumptions';
import { Objectives } from '../../src/values/objectives';

const ALL = Object.entries(RECOVERY_ASSUMPTIONS);
const PAGE = readFileSync(join(__dirname, '../../docs/objectives.md'), 'utf8');

test('docs/objectives.md has the table of what is assumed, and no other rows', () => {
  const rows = ALL.map(([name, { value, unit, what, option, source, asOf }]) => {
    const measured = option ? option.map((each) => `\`${each}\``).join(', ') : 'no';
    return `| ${name} | ${value} ${unit} | ${what} | ${measured} | ${source} | ${asOf} |`;
  });
  const table = PAGE.slice(PAGE.indexOf('| figure |')).split('\n\n')[0].trim().split('\n').slice(2);
  expect(table).toEqual(rows);
});

test.each(ALL)('%s has a unit, a source and a day', (_, { value, unit, source, asOf }) => {
  expect(value).toBeGreaterThan(0);
  expect(['MiB/s', 's']).toContain(unit);
  expect(source).not.toBe('');
  expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
});

const OPTIONS = ALL.flatMap(([, { option }]) => (option ? [option] : []));

test.each(OPTIONS)('what was measured as %s takes its place, and is written as %s', (option, key) => {
  const of = (): unknown => ({ toSeconds: () => 7, toMebibytes: () => 7 });
  const options = { recoveryPoint: of(), recoveryTime: of(), [option]: of() } as Parameters<typeof Objectives.of>[0];
  expect(Objectives.of(options)).toMatchObject({ [key]: 7 });
});
