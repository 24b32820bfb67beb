import { randomDatabases } from './apps';
import { proven } from './proven';

const COUNT = Number(process.env.TEST_RUNS ?? 4);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);

proven(`${COUNT} databases of random props, TEST_SEED=${SEED}`, () => randomDatabases(COUNT, SEED));
