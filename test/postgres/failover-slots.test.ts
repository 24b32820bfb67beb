import { orders } from '../support/production';

const SLOTS = { 'pg_failover_slots.synchronize_slot_names': 'name_like:%' };
const refusal = (got: string) => 'parameters.hot_standby_feedback must be on with pg_failover_slots.synchronize_slot_names, '
  + `got ${got}; set it to "on", or remove the parameters of pg_failover_slots`;

test.each([[undefined, 'nothing'], ['off', '"off"']])('pg_failover_slots is refused with hot_standby_feedback %s, as the operator does', (feedback, got) => {
  const parameters = feedback ? { ...SLOTS, hot_standby_feedback: feedback } : SLOTS;
  expect(() => orders({ parameters })).toThrow(new Error(refusal(got)));
});

test('pg_failover_slots is taken with hot_standby_feedback', () => {
  expect(() => orders({ parameters: { ...SLOTS, hot_standby_feedback: 'on' } })).not.toThrow();
});
