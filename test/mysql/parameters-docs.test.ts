import { readFileSync } from 'fs';
import { join } from 'path';
import { autotuned } from '../../src/mysql/autotune';
import { OPEN_PARAMETERS } from '../../src/mysql/open-parameters';
import { tunedParameters } from '../../src/mysql/tuning';

const page = readFileSync(join(__dirname, '../../docs/mysql-parameters.md'), 'utf8');

// write set caches are the default ones of the volumes
const SIZES = [[2, 1, 20, 1024], [4, 2, 50, 2560], [8, 2, 100, 5120], [32, 8, 500, 25600], [64, 16, 1000, 51200]];

const sizes = SIZES.map(([memory, cores, storage, cacheMebibytes]) => {
  const { bufferPoolBytes, chunkBytes = 134217728 } = autotuned(memory * 1024);
  return {
    ...tunedParameters({ memoryMebibytes: memory * 1024, cpuMillis: cores * 1000, dataMebibytes: storage * 1024, iops: 6000, cacheMebibytes }),
    innodb_buffer_pool_size: bufferPoolBytes,
    innodb_buffer_pool_chunk_size: chunkBytes,
  } as Record<string, string | number>;
});

test.each(Object.keys(sizes[0]))('the page shows what %s is for each size', (name) => {
  expect(page).toContain(`| \`${name}\` | ${sizes.map((size) => size[name]).join(' | ')} |`);
});

test('the page lists what may be set', () => {
  expect(page.replace(/\n/g, ' ')).toContain(`What can be set: ${[...OPEN_PARAMETERS].map((name) => `\`${name}\``).join(', ')}.`);
});
