/** How a setting gives up encryption. */
export interface PlainConnection {
  /** The setting as written, for example `sslmode=disable`. */
  readonly setting: string;
  /** Whether it only asks for encryption and goes on without. */
  readonly optional: boolean;
}

const SETTINGS: ReadonlyArray<readonly [RegExp, boolean]> = [
  [/\bssl_?mode["']?\s*[=:]\s*["']?(disable|disabled)\b/i, false],
  [/\bssl_?mode["']?\s*[=:]\s*["']?(allow|prefer|preferred)\b/i, true],
  [/--ssl-mode[= ](DISABLED)\b/i, false],
  [/--ssl-mode[= ](PREFERRED)\b/i, true],
  [/\buseSSL=false\b/i, false],
  [/(^|\s)--skip-ssl\b/, false],
];

/** Where a connection goes that never leaves the pod. */
const LOCAL = /@(localhost|127\.0\.0\.1|\[::1\]|tcp\((localhost|127\.0\.0\.1)|unix\(|\/|%2F)|\/\/(localhost|127\.0\.0\.1|\[::1\])|\b(host|server)\s*=\s*'?(localhost|127\.0\.0\.1|::1|\/)|(-h|--host)[= ](localhost|127\.0\.0\.1)|^(localhost|127\.0\.0\.1)[:/]/i;
/** The same in a file where each setting has a line. */
const LOCAL_HOST = /^[ \t]*["']?\w{0,40}host\w{0,40}["']?[ \t]*[:=][ \t]*["']?(localhost|127\.0\.0\.1|::1|\/)/im;
const MONGODB = /\bmongodb(\+srv)?:\/\/\S{0,500}?[?&](tls|ssl)=false\b/i;

/** What in a text gives up a connection's encryption; undefined when nothing does, or the connection stays in the pod. */
export function plainConnectionIn(text: string): PlainConnection | undefined {
  if (LOCAL_HOST.test(text)) return undefined;
  for (const line of text.split('\n')) {
    if (LOCAL.test(line)) continue;
    const found = SETTINGS.find(([pattern]) => pattern.test(line));
    if (found) return { setting: found[0].exec(line)![0].trim().replace(/["']/g, ''), optional: found[1] };
    const mongo = MONGODB.exec(line);
    if (mongo) return { setting: `${mongo[2]}=false`, optional: false };
  }
  return undefined;
}

const MODE = /(^|[_.-])ssl[_.-]?mode$/i;

/** The same of a variable or a key by itself, for example `PGSSLMODE: disable`. */
export function plainSetting(name: string, value: string): PlainConnection | undefined {
  if (!/^PGSSLMODE$/.test(name) && !MODE.test(name)) return undefined;
  const setting = `${name}=${value.trim()}`;
  if (/^disabled?$/i.test(value.trim())) return { setting, optional: false };
  return /^(allow|prefer|preferred)$/i.test(value.trim()) ? { setting, optional: true } : undefined;
}

/** Whether a variable or a key says that the server is in the same pod. */
export function isLocalHost(name: string, value: string): boolean {
  return /host(name)?$/i.test(name) && /^(localhost|127\.0\.0\.1|::1|\/)/.test(value.trim());
}
