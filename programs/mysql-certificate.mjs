// The certificate of a MySQL server, looked at as a client would who calls it by another name.
import { connect } from 'node:net';
import { checkServerIdentity, connect as encrypt } from 'node:tls';

const SECONDS = 15;
/** CLIENT_PROTOCOL_41, CLIENT_SSL, CLIENT_SECURE_CONNECTION and CLIENT_PLUGIN_AUTH (MySQL internals, Capabilities Flags). */
const CAPABILITIES = 0x0008_8a00;

/** What is wrong with it for each of the names; nothing where the server has none. */
export async function unserved(host, port, ca, names) {
  const certificate = await certificateOf(host, port, ca);
  return names.map((name) => ({ name, error: checkServerIdentity(name, certificate) })).filter(({ error }) => error).map(({ name, error }) => `${name}: ${error.reason ?? error.message}`);
}

/** Throws when the server shows none, or one that nobody of `ca` signed. */
function certificateOf(host, port, ca) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.setTimeout(SECONDS * 1000, () => socket.destroy(new Error(`no answer within ${SECONDS} s`)));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection')));
    // the server speaks first; then a request for TLS, which is a header of the packet, what the client can, its largest packet, and its characters
    socket.once('data', () => {
      const request = Buffer.alloc(36);
      request.writeUIntLE(32, 0, 3);
      request.writeUInt8(1, 3);
      request.writeUInt32LE(CAPABILITIES, 4);
      request.writeUInt32LE(2 ** 24, 8);
      request.writeUInt8(45, 12);
      socket.write(request);
      const secure = encrypt({ socket, ca, servername: 'localhost', checkServerIdentity: () => undefined });
      secure.once('secureConnect', () => {
        resolve(secure.getPeerCertificate());
        secure.destroy();
      });
      secure.once('error', reject);
    });
  });
}
