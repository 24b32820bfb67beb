import { Schedule } from './schedule';

/** A minute of the four hours from this one that follows from the name. */
export function daily(key: string, from: number): Schedule {
  let hash = 0;
  for (const character of key) hash = (hash * 31 + character.charCodeAt(0)) % 240;
  return Schedule.daily([from + Math.floor(hash / 60), hash % 60].map((part) => String(part).padStart(2, '0')).join(':'));
}
