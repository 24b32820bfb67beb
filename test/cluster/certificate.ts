import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A key and its self-signed certificate for the loopback address. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  /** The certificate in base64, as a `caBundle` takes it. */
  readonly caBundle: string;
}

/** The names that programs look for in a folder of certificates: CloudNativePG the first, others the second. */
const NAMES = ['apiserver', 'tls'];

/** Writes a certificate and its key into the folder, under each of the names. */
export async function selfSigned(folder: string): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }, { type: 7, ip: '127.0.0.1' }] },
    ],
  });
  for (const name of NAMES) {
    writeFileSync(join(folder, `${name}.crt`), cert);
    writeFileSync(join(folder, `${name}.key`), key, { mode: 0o600 });
  }
  return { certificate: join(folder, `${NAMES[0]}.crt`), key: join(folder, `${NAMES[0]}.key`), caBundle: Buffer.from(cert).toString('base64') };
}
