import { rmSync } from 'fs';
import { ORDERS, REPLICA } from './watched-alerts';
import { mySqlAlerts } from '../../src/mysql/alerts';
import { FAULTS, REPLICA_FAULTS } from '../promtool/mysql-faults';
import { backedUp, following, healthy, idle, newborn } from '../promtool/mysql-orders';
import { tried, Tried } from '../promtool/verdict';

jest.setTimeout(60_000);

// Backups every hour keep the series short.
const alerts = mySqlAlerts({ ...ORDERS, backupEverySeconds: 3600 });
const replicaAlerts = mySqlAlerts({ ...REPLICA, backupEverySeconds: 3600 });
const orders = new Tried(alerts);
const replica = new Tried(replicaAlerts);
afterAll(() => [orders, replica].forEach(({ directory }) => rmSync(directory, { recursive: true })));

const quiet = (...minutes: number[]) => minutes.map(at => ({ at, fires: {} }));

tried('promtool', () => {
  test('accepts the rules, descriptions included', () => {
    expect(orders.check()).toContain(`SUCCESS: ${alerts.length} rules found`);
    expect(replica.check()).toContain(`SUCCESS: ${replicaAlerts.length} rules found`);
  });

  test.each([['busy and well', healthy()], ['idle', idle()], ['backed up for an hour', backedUp()]])('nothing fires while the database is %s', (_, series) => {
    expect(orders.verdict(series, quiet(5, 60, 119, 180))).toBe('');
  });

  test('nothing fires in the first hour of a database, before its first backup', () => {
    expect(orders.verdict(newborn(), quiet(5, 30, 60))).toBe('');
  });

  test('nothing fires while it follows another site', () => {
    expect(replica.verdict(following(), quiet(5, 60, 119, 180))).toBe('');
  });

  test.each(FAULTS)('$name', ({ series, at, fires }) => {
    expect(orders.verdict(series, [{ at, fires }])).toBe('');
  });

  test.each(REPLICA_FAULTS)('$name', ({ series, at, fires }) => {
    expect(replica.verdict(series, [{ at, fires }])).toBe('');
  });
});

test('every alert has a fault that it fires on', () => {
  const proven = new Set([...FAULTS, ...REPLICA_FAULTS].flatMap(fault => Object.keys(fault.fires)));
  expect([...alerts, ...replicaAlerts].map(rule => rule.alert).filter(name => !proven.has(name))).toEqual([]);
});

test('every label in a description is on the alert when it fires', () => {
  const wrong = [...FAULTS, ...REPLICA_FAULTS].flatMap(fault => Object.entries(fault.fires)).flatMap(([name, instances]) => {
    const { description } = [...alerts, ...replicaAlerts].find(rule => rule.alert === name)!;
    const used = [...description.matchAll(/\$labels\.(\w+)/g)].map(match => match[1]);
    return instances.flatMap(labels => used.filter(label => !(label in labels)).map(label => `${name}: ${label}`));
  });
  expect(wrong).toEqual([]);
});
