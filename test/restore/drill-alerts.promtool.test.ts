import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { DRILL } from './drilled';
import { drillAlerts } from '../../src/restore/drill-alerts';
import { Series } from '../promtool/series';

jest.setTimeout(60_000);

const alerts = drillAlerts(DRILL);
const missing = spawnSync('promtool', ['--version']).error !== undefined;
if (missing && process.env.CI !== 'true') {
  console.warn('SKIPPED: promtool is not installed (Debian: apt-get install prometheus), so no alert was tried on series.');
}
const tried = missing && process.env.CI !== 'true' ? describe.skip : describe;

const directory = mkdtempSync(join(tmpdir(), 'drill-alerts-'));
afterAll(() => rmSync(directory, { recursive: true }));

const CRON_JOB = { namespace: 'shop-drills', cronjob: 'orders-restore-drill' };
const MINUTE = 60;
/** The CronJob is of minute 0; series begin there. */
const made = () => new Series().add('kube_cronjob_created', CRON_JOB, 0);
const passedAt = (series: Series, at: (minute: number) => number | undefined) => series.add('kube_cronjob_status_last_successful_time', CRON_JOB, (minute) => {
  const last = at(minute);
  return last === undefined ? undefined : last * MINUTE;
});
/** A Job that began at a minute, and whether it failed. */
function job(series: Series, began: number, failed: boolean): Series {
  const labels = { namespace: 'shop-drills', job_name: `orders-restore-drill-${began}` };
  const once = (value: number) => (minute: number) => (minute >= began ? value : undefined);
  return series.add('kube_job_status_start_time', labels, once(began * MINUTE))
    .add('kube_job_failed', { ...labels, condition: 'true' }, once(failed ? 1 : 0)).add('kube_job_failed', { ...labels, condition: 'false' }, once(failed ? 0 : 1));
}
const FAILED = { RestoreDrillFailed: [{ namespace: 'shop-drills' }] };
const OVERDUE = { RestoreDrillOverdue: [CRON_JOB] };
const hourly = (minute: number) => (minute < 60 ? undefined : Math.floor(minute / 60) * 60);

tried('promtool', () => {
  beforeAll(() => {
    const rules = alerts.map(({ alert, expr, for: hold, severity }) => ({ alert, expr, for: hold, labels: { severity } }));
    writeFileSync(join(directory, 'rules.yaml'), JSON.stringify({ groups: [{ name: 'orders', rules }] }));
  });

  test('nothing fires while each drill passes', () => {
    expect(verdict(passedAt(made(), hourly), [5, 60, 300, 500].map(at => ({ at, fires: {} })))).toBe('');
  });

  test('nothing fires before the first drill is due', () => {
    expect(verdict(made(), [5, 60, 190].map(at => ({ at, fires: {} })))).toBe('');
  });

  test('a drill that failed is told until one passes, although its Job is kept', () => {
    const series = passedAt(job(job(made(), 120, true), 180, false), (minute) => (minute < 60 ? undefined : minute < 183 ? 63 : 183));
    expect(verdict(series, [{ at: 119, fires: {} }, { at: 130, fires: FAILED }, { at: 180, fires: FAILED }, { at: 190, fires: {} }])).toBe('');
  });

  test('the first drill that fails is told, too', () => {
    expect(verdict(job(made(), 60, true), [{ at: 59, fires: {} }, { at: 70, fires: FAILED }])).toBe('');
  });

  test('a failure of another drill, or of a Job that somebody made by hand, is not told here', () => {
    const series = passedAt(made(), hourly)
      .add('kube_job_status_start_time', { namespace: 'shop-drills', job_name: 'other-restore-drill-7' }, 9e6).add('kube_job_failed', { namespace: 'shop-drills', job_name: 'other-restore-drill-7', condition: 'true' }, 1)
      .add('kube_job_status_start_time', { namespace: 'shop-drills', job_name: 'orders-restore-drill-by-hand' }, 9e6).add('kube_job_failed', { namespace: 'shop-drills', job_name: 'orders-restore-drill-by-hand', condition: 'true' }, 1);
    expect(verdict(series, [{ at: 130, fires: {} }])).toBe('');
  });

  test('drills that pass no more are told', () => {
    expect(verdict(passedAt(made(), (minute) => (minute < 60 ? undefined : 60)), [{ at: 250, fires: {} }, { at: 262, fires: OVERDUE }])).toBe('');
  });

  test('drills that never passed are told', () => {
    expect(verdict(made(), [{ at: 195, fires: {} }, { at: 205, fires: OVERDUE }])).toBe('');
  });

  test('that nothing is known is told', () => {
    expect(verdict(new Series().add('up', {}, 1), [{ at: 59, fires: {} }, { at: 65, fires: OVERDUE }])).toBe('');
  });
});

interface Moment { readonly at: number; readonly fires: Readonly<Record<string, readonly Record<string, string>[]>> }

/** What promtool has to say against these series; nothing if exactly these alerts fire at these moments. */
function verdict(series: Series, moments: readonly Moment[]): string {
  const file = join(directory, 'test.yaml');
  writeFileSync(file, JSON.stringify({
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: [{
      interval: '1m',
      input_series: series.render(Math.max(...moments.map(moment => moment.at))),
      alert_rule_test: moments.flatMap(({ at, fires }) => alerts.map(({ alert, severity }) => ({
        eval_time: `${at}m`, alertname: alert, exp_alerts: (fires[alert] ?? []).map(labels => ({ exp_labels: { severity, ...labels } })),
      }))),
    }],
  }));
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  return status === 0 ? '' : stdout + stderr;
}
