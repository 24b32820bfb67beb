import { readFileSync } from 'fs';
import { join } from 'path';
import { tunedParameters } from '../../src/postgres/tuning';

const page = readFileSync(join(__dirname, '../../docs/postgres-parameters.md'), 'utf8');
const sizes = [[1, 1, 4], [4, 2, 10], [8, 2, 20], [32, 8, 50], [64, 16, 100]]
  .map(([memory, cores, wal]) => tunedParameters({ memoryMebibytes: memory * 1024, cpuMillis: cores * 1000, walMebibytes: wal * 1024 }));

test.each(Object.keys(sizes[0]))('the page shows what %s is for each size', (name) => {
  expect(page).toContain(`| \`${name}\` | ${sizes.map((size) => size[name]).join(' | ')} |`);
});
