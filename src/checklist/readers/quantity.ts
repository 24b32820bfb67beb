const MEBI = 1024 ** 2;

/** Powers of 1024, then powers of 1000. */
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];

/**
 * A Kubernetes quantity as a number.
 * Grammar: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ (v1.36).
 * @throws when it is none
 */
export function quantity(text: string | number): number {
  const parts = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d+))?$/.exec(String(text));
  if (!parts) {
    throw new Error(`quantity must be a Kubernetes quantity, got ${JSON.stringify(text)}; write for example "10Gi" or "500m"`);
  }
  const [, number, binary, decimal = '', exponent = 3 * (DECIMAL.indexOf(decimal) - 3)] = parts;
  // read as one number, because 1.005 * 1000 is not 1005
  return binary ? Number(number) * 1024 ** (BINARY.indexOf(binary) + 1) : Number(`${number}e${exponent}`);
}

/** Bytes in MiB, for example of `10Gi`. */
export function mebibytes(text: string | number): number {
  return quantity(text) / MEBI;
}

/** Thousandths, for example of a CPU request `1500m`; rounded up, as the API server does. */
export function millis(text: string | number): number {
  // what a floating-point product adds is far below a millionth
  return Math.ceil(Number((quantity(text) * 1000).toFixed(6)));
}
