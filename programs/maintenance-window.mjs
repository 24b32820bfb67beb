// Whether a moment lies in a window that opens on a schedule of five cron fields (minute, hour, day of month, month, day of week), in UTC.

const NAMES = [[], [], [], 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' '), 'sun mon tue wed thu fri sat'.split(' ')];
const RANGES = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 6]];
const MINUTE = 60_000;

/** Seconds until the window closes that is open at `now`, in milliseconds since 1970; undefined while none is. */
export function secondsLeft({ schedule, seconds }, now) {
  const fields = schedule.split(' ');
  for (let opened = now - (now % MINUTE); now - opened < seconds * 1000; opened -= MINUTE) {
    if (opens(fields, new Date(opened))) return Math.floor((opened + seconds * 1000 - now) / 1000);
  }
  return undefined;
}

function opens(fields, at) {
  const values = [at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1, at.getUTCDay()];
  const [minute, hour, date, month, day] = fields.map((field, i) => holds(field, i, values[i]));
  // two restricted fields for days: one of them is enough (robfig/cron v3, which Kubernetes uses, doc.go)
  const days = fields[2] !== '*' && fields[4] !== '*' ? date || day : date && day;
  return minute && hour && month && days;
}

function holds(field, i, value) {
  return field.toLowerCase().split(',').some((part) => {
    const [range, step] = part.split('/');
    const [from, to] = range === '*' ? RANGES[i] : range.split('-').map((text) => numberOf(text, i));
    // one number with a step counts to the end
    const last = to ?? (step === undefined ? from : RANGES[i][1]);
    return value >= from && value <= last && (value - from) % Number(step ?? 1) === 0;
  });
}

function numberOf(text, i) {
  const at = NAMES[i].indexOf(text);
  return at < 0 ? Number(text) : at + RANGES[i][0];
}
