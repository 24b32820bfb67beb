import type { Fault } from './faults';
import { healthy } from './orders';
import { Series } from './series';

const NS = { namespace: 'database' };
const LAST_DUMPED = /^kube_cronjob_status_last_successful_time.*dumps/;

/** What can go wrong with the dumps of `orders`, and what looks like it and is not. */
export const DUMP_FAULTS: readonly Fault[] = [
  {
    name: 'a run of the dumps failed, and none has passed since',
    series: dumpJob(healthy().set(LAST_DUMPED, 3600), 'orders-dumps-120', 70),
    at: 80,
    fires: { PostgresDumpFailed: [NS] },
  },
  {
    name: 'the first run of the dumps failed',
    series: dumpJob(healthy().only(LAST_DUMPED, () => false), 'orders-dumps-60', 60),
    at: 80,
    fires: { PostgresDumpFailed: [NS] },
  },
  {
    name: 'a run of the dumps failed and its Job is kept, and the next one passed',
    series: dumpJob(healthy(), 'orders-dumps-60', 62),
    at: 130,
    fires: {},
  },
  {
    name: 'a dump that somebody asked for by hand failed',
    series: dumpJob(healthy(), 'orders-dumps-by-hand', 70),
    at: 80,
    fires: {},
  },
  {
    name: 'dumps stopped without a word',
    series: healthy().set(LAST_DUMPED, 3600),
    at: 200,
    fires: { PostgresDumpTooOld: [NS] },
  },
  {
    name: 'no dump was ever made',
    series: healthy().only(LAST_DUMPED, () => false),
    at: 140,
    fires: { PostgresDumpTooOld: [NS] },
  },
  {
    name: 'nothing is known of the dumps',
    series: healthy().only(/^kube_cronjob.*dumps/, minute => minute < 60),
    at: 80,
    fires: { PostgresDumpTooOld: [{ ...NS, cronjob: 'orders-dumps' }] },
  },
];

/** The same with a Job that began at a minute and failed at once. */
function dumpJob(series: Series, name: string, began: number): Series {
  const since = (value: number) => (minute: number) => minute >= began ? value : undefined;
  return series.add('kube_job_status_start_time', { ...NS, job_name: name }, since(60 * began))
    .add('kube_job_failed', { ...NS, job_name: name, condition: 'true' }, since(1));
}
