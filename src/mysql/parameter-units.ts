const FACTORS: Record<string, number> = { '': 1, 'K': 1024, 'M': 1024 ** 2, 'G': 1024 ** 3, 'T': 1024 ** 4, 'P': 1024 ** 5, 'E': 1024 ** 6 };

/** An amount of bytes as MySQL reads it, in MiB: a number alone, or with one letter (MySQL 8.4 manual, 6.2.2.5); undefined for any other text. */
export function parameterMebibytes(value: string | undefined): number | undefined {
  const match = /^(\d+)([KMGTPE]?)$/i.exec(value?.trim() ?? '');
  return match ? (Number(match[1]) * FACTORS[match[2].toUpperCase()]) / 1024 ** 2 : undefined;
}

const OFF = /^(off|false|0|no)$/i;
const ON = /^(on|true|1|yes)$/i;

export function isOff(value: string | undefined): boolean {
  return value !== undefined && OFF.test(value.trim());
}

/** An option without a value is on. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && (value.trim() === '' || ON.test(value.trim()));
}
