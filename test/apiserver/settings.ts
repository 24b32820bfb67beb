/**
 * What a property test is run with:
 *
 *   TEST_RUNS   random inputs per construct: 1000 by default
 *   TEST_SEED   what makes them; printed by every run
 */
export const RUNS = Number(process.env.TEST_RUNS ?? 1000);
export const SEED = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** The one form of the library's errors. */
export const REFUSAL = /^[\w.[\]"'/ -]+ must [^]+, got [^]+; [^]+$/;
