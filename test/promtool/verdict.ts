import { execFileSync, spawnSync } from 'child_process';
import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Series } from './series';
import { AlertRule } from '../../src/parts/alert-rule';

/** When to look, and the alerts that fire then with the labels of each of their instances: no others may. */
export interface Moment {
  readonly at: number;
  readonly fires: Readonly<Record<string, readonly Record<string, string>[]>>;
}

const missing = spawnSync('promtool', ['--version']).error !== undefined && process.env.CI !== 'true';
if (missing) console.warn('SKIPPED: promtool is not installed (Debian: apt-get install prometheus), so no alert was tried on series.');

/** `describe` where promtool is installed. */
export const tried = missing ? describe.skip : describe;

/** Alerts as promtool sees them. */
export class Tried {
  public readonly directory = mkdtempSync(join(tmpdir(), 'alerts-'));

  public constructor(private readonly alerts: readonly AlertRule[]) {
    const rules = alerts.map(({ alert, expr, for: hold, severity }) => ({ alert, expr, for: hold, labels: { severity } }));
    writeFileSync(join(this.directory, 'rules.yaml'), JSON.stringify({ groups: [{ name: 'orders', rules }] }));
  }

  /** What promtool says about the rules, descriptions included. */
  public check(): string {
    const rules = this.alerts.map(({ alert, expr, for: hold, summary, description }) =>
      ({ alert, expr, for: hold, annotations: { summary, description } }));
    const file = join(this.directory, 'annotated.yaml');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'orders', rules }] }));
    return execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
  }

  /** What promtool has to say against these series; nothing if exactly these alerts fire at these moments. */
  public verdict(series: Series, moments: readonly Moment[]): string {
    const file = join(this.directory, 'test.yaml');
    writeFileSync(file, JSON.stringify({
      rule_files: ['rules.yaml'],
      evaluation_interval: '1m',
      tests: [{
        interval: '1m',
        input_series: series.render(Math.max(...moments.map(moment => moment.at))),
        alert_rule_test: moments.flatMap(({ at, fires }) => this.alerts.map(({ alert, severity }) => ({
          eval_time: `${at}m`,
          alertname: alert,
          exp_alerts: (fires[alert] ?? []).map(labels => ({ exp_labels: { severity, ...labels } })),
        }))),
      }],
    }));
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    return status === 0 ? '' : stdout + stderr;
  }
}
