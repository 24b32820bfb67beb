/** As PostgreSQL reads a boolean, in any case and cut short as long as it stays unique (src/backend/utils/adt/bool.c, parse_bool_with_len, 17). */
const OFF = /^(of|off|f|fa|fal|fals|false|no?|0)$/i;
const ON = /^(on|t|tr|tru|true|y|ye|yes|1)$/i;

export function isOff(value: string): boolean {
  return OFF.test(value);
}

export function isOn(value: string): boolean {
  return ON.test(value);
}
