import { refuse } from '../values/refusal';

/** 100,000,000 days after 1970, the last moment that a JavaScript date has. */
const LAST_SECOND = 8_640_000_000_000;

/**
 * The checklist's one clock: today, or the moment that SOURCE_DATE_EPOCH (reproducible-builds.org) fixes in seconds since 1970.
 * Verdicts depend on it, what is written never does.
 */
export function asOf(env: { readonly [variable: string]: string | undefined } = process.env): Date {
  const epoch = env.SOURCE_DATE_EPOCH;
  if (epoch === undefined) return new Date();
  if (!/^\d+$/.test(epoch) || Number(epoch) > LAST_SECOND) {
    refuse('SOURCE_DATE_EPOCH', 'be whole seconds since 1970', epoch, 'correct the environment variable or unset it');
  }
  return new Date(Number(epoch) * 1000);
}
