import { rmSync } from 'fs';
import { COMMUNITY, ORDERS } from './watched-alerts';
import { mongoAlerts } from '../../src/mongo/alerts';
import { FAULTS } from '../promtool/mongo-faults';
import { healthy, idle, newborn } from '../promtool/mongo-orders';
import { tried, Tried } from '../promtool/verdict';

jest.setTimeout(60_000);

// Backups and dumps every hour keep the series short; no database has both.
const alerts = mongoAlerts({ ...ORDERS, backupEverySeconds: 3600, dumpEverySeconds: 3600 });
const orders = new Tried(alerts);
const community = new Tried(mongoAlerts(COMMUNITY));
afterAll(() => [orders, community].forEach(({ directory }) => rmSync(directory, { recursive: true })));

const quiet = (...minutes: number[]) => minutes.map(at => ({ at, fires: {} }));

tried('promtool', () => {
  test('accepts the rules, descriptions included', () => {
    expect(orders.check()).toContain(`SUCCESS: ${alerts.length} rules found`);
    expect(community.check()).toContain('SUCCESS');
  });

  test.each([['busy and well', healthy()], ['idle', idle()]])('nothing fires while the replica set is %s', (_, series) => {
    expect(orders.verdict(series, quiet(5, 60, 119, 180))).toBe('');
  });

  test('nothing fires in the first hour of a replica set, before its first backup', () => {
    expect(orders.verdict(newborn(), quiet(5, 10, 30, 60))).toBe('');
  });

  test.each(FAULTS)('$name', ({ series, at, fires }) => {
    expect(orders.verdict(series, [{ at, fires }])).toBe('');
  });
});

test('every alert has a fault that it fires on', () => {
  const proven = new Set(FAULTS.flatMap(fault => Object.keys(fault.fires)));
  expect(alerts.map(rule => rule.alert).filter(name => !proven.has(name))).toEqual([]);
});

test('every label in a description is on the alert when it fires', () => {
  const wrong = FAULTS.flatMap(fault => Object.entries(fault.fires)).flatMap(([name, instances]) => {
    const { description } = alerts.find(rule => rule.alert === name)!;
    const used = [...description.matchAll(/\$labels\.(\w+)/g)].map(match => match[1]);
    return instances.flatMap(labels => used.filter(label => !(label in labels)).map(label => `${name}: ${label}`));
  });
  expect(wrong).toEqual([]);
});
