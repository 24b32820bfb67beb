/** Of random inputs, where it is set (TEST_SEED), so that what lands does not depend on luck; otherwise another one each time, which a failure prints. */
export const SEED = process.env.TEST_SEED === undefined ? undefined : Number(process.env.TEST_SEED);
