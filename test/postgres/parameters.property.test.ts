import * as fc from 'fast-check';
import { readParameters } from '../../src/postgres/cnpg-parameter-facts';
import { parameterMebibytes, parameterSeconds } from '../../src/postgres/parameter-units';
import { postgresParameters } from '../../src/postgres/parameters';
import { chosenParameters } from '../support/random-postgres';
import { SEED } from '../support/seed';

const REFUSAL = /^parameters(\.[a-z0-9_$.]+)? must [^\n]+, got [^\n]+; [^\n]+$/;

const size = fc.record({
  memoryMebibytes: fc.integer({ min: 512, max: 4_194_304 }),
  cpuMillis: fc.integer({ min: 1, max: 512_000 }),
  walMebibytes: fc.integer({ min: 2048, max: 1_048_576 }),
  instances: fc.integer({ min: 1, max: 99 }),
});

type InstanceSize = typeof size extends fc.Arbitrary<infer Of> ? Of : never;

function inMebibytes(parameters: Record<string, string>, name: string): number {
  return parameterMebibytes(parameters[name])!;
}

/** What PostgreSQL, the operator or the volumes would break on. */
function problems(of: InstanceSize, parameters: Record<string, string>): string[] {
  const [shared, work, min, max] = ['shared_buffers', 'work_mem', 'min_wal_size', 'max_wal_size'].map((name) => inMebibytes(parameters, name));
  const connections = Number(parameters.max_connections);
  return Object.entries({
    'the sorts of all connections fit beside shared_buffers': shared + work * connections <= of.memoryMebibytes,
    'shared_buffers leave a quarter of the memory': shared <= of.memoryMebibytes * 0.75,
    'max_connections is a number that PostgreSQL takes': Number.isInteger(connections) && connections >= 20,
    'min_wal_size has two segments and is below max_wal_size': min >= 32 && min < max,
    'max_wal_size leaves a fifth of the volume': max <= of.walMebibytes * 0.8,
    'a replica\'s slot cannot fill the volume': parameters.max_slot_wal_keep_size === '-1' || inMebibytes(parameters, 'max_slot_wal_keep_size') < of.walMebibytes,
    'the archive\'s timeout is a time': parameters.archive_timeout === '0' || parameterSeconds(parameters.archive_timeout)! > 0,
    'every value is text': Object.values(parameters).every((value) => typeof value === 'string' && value !== '' && !/NaN|undefined|Infinity|e\+/.test(value)),
  }).filter(([, holds]) => !holds).map(([what]) => what);
}

test('the derived parameters fit every size of instance, and the checklist has nothing against them', () => {
  fc.assert(fc.property(size, (of) => {
    const parameters = postgresParameters(of, {});
    expect(problems(of, parameters)).toEqual([]);
    const spec = {
      postgresql: { parameters }, resources: { requests: { memory: `${of.memoryMebibytes}Mi` } }, walStorage: { size: `${of.walMebibytes}Mi` },
    };
    expect(readParameters(spec)).toEqual({ missing: [], contradictions: [] });
  }), { numRuns: 300, seed: SEED });
});

test('more memory never gives a connection less', () => {
  const of = { cpuMillis: 2000, walMebibytes: 20_480, instances: 3 };
  fc.assert(fc.property(fc.integer({ min: 512, max: 1_000_000 }), fc.integer({ min: 1024, max: 500_000 }), (memoryMebibytes, more) => {
    const less = postgresParameters({ ...of, memoryMebibytes }, {});
    const greater = postgresParameters({ ...of, memoryMebibytes: memoryMebibytes + more }, {});
    for (const name of ['shared_buffers', 'effective_cache_size', 'maintenance_work_mem']) {
      expect(inMebibytes(greater, name)).toBeGreaterThanOrEqual(inMebibytes(less, name));
    }
    expect(Number(greater.max_connections)).toBeGreaterThanOrEqual(Number(less.max_connections));
  }), { numRuns: 200, seed: SEED });
});

test('chosen parameters are kept as they are and fit, or are refused by name', () => {
  let accepted = 0;
  fc.assert(fc.property(size, chosenParameters, (of, own) => {
    let parameters: Record<string, string>;
    try {
      parameters = postgresParameters(of, own);
    } catch (error) {
      expect((error as Error).message).toMatch(REFUSAL);
      return;
    }
    accepted += 1;
    expect(parameters).toMatchObject(own);
    expect(problems(of, parameters)).toEqual([]);
  }), { numRuns: 500, seed: SEED });
  expect(accepted).toBeGreaterThan(100);
});

test('any text at all is kept or refused by name', () => {
  const anything = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('work_mem', 'max_connections', 'constructor', '__proto__', 'archive_timeout')), fc.string());
  fc.assert(fc.property(size, anything, (of, own) => {
    try {
      expect(postgresParameters(of, own)).toMatchObject(own);
    } catch (error) {
      // a failed expectation has another form
      expect((error as Error).message).toMatch(REFUSAL);
    }
  }), { numRuns: 500, seed: SEED });
});
