import { SecretKeyRef, VmDatabase, VmPostgresOptions } from '../../src';
import { SOURCE } from '../migration/moved';
import { MYSQL_SOURCE } from '../migration/moved-carts';
import { MONGO_SOURCE } from '../migration/moved-sessions';
import { ExpectedRefusals } from '../support/expected-refusals';

const DNS = 'be a DNS subdomain name (lower-case letters, digits, "-" and ".", at most 253 characters)';

const refusals = new ExpectedRefusals('values/vm-database.ts');

describe('a source is refused', () => {
  test.each<[string, object, string]>([
    ['without a host', { host: '' }, `host must ${DNS}, got ""; choose such a name`],
    ['with a host that is no name', { host: 'vm_db' }, `host must ${DNS}, got "vm_db"; choose such a name`],
    ['with half an address', { host: '10.20.0' }, 'host must be a DNS name or an address, got "10.20.0"; correct the address'],
    ['at the pod itself', { host: 'localhost' }, 'host must be how another machine reaches it, got "localhost"; give its DNS name, or its address in the network'],
    ['at a loopback address', { host: '127.0.0.1' }, 'host must be how another machine reaches it, got "127.0.0.1"; give its DNS name, or its address in the network'],
    ['with port 0', { port: 0 }, 'port must be a whole number from 1 to 65535, got 0; give the port that the server answers on'],
    ['with port 70000', { port: 70000 }, 'port must be a whole number from 1 to 65535, got 70000; give the port that the server answers on'],
    ['with half a port', { port: 1.5 }, 'port must be a whole number from 1 to 65535, got 1.5; give the port that the server answers on'],
    ['without a database', { database: ' ' }, 'database must not be empty, got " "; give the name as it is on the machine'],
    ['with a database whose name PostgreSQL would cut off', { database: 'ä'.repeat(32) },
      'database must be at most 63 bytes, as such names are, got "64 bytes"; give the name as it is on the machine'],
    ['with a database on two lines', { database: 'my\napp' }, 'database must have no control characters, got "my\\napp"; give the name as it is on the machine'],
    ['without a role', { user: '' }, 'user must not be empty, got ""; give the name as it is on the machine'],
    ['without credentials', { credentials: undefined },
      'credentials must be a SecretRef, got nothing; name the Secret with the key password of cdk8s_migration by SecretRef.of: it is never part of a manifest'],
    ['with a password in place of credentials', { credentials: 'hunter2' },
      'credentials must be a SecretRef, got "string"; name the Secret with the key password of cdk8s_migration by SecretRef.of: it is never part of a manifest'],
    ['with one key in place of credentials', { credentials: SecretKeyRef.of('vm-db', 'password') },
      'credentials must be a SecretRef, got "SecretKeyRef"; name the Secret with the key password of cdk8s_migration by SecretRef.of: it is never part of a manifest'],
    ['without a CA', { ca: undefined },
      'ca must be given, because the server\'s certificate is verified, got nothing; name the Secret with its CA by SecretKeyRef.of; a source without TLS needs a reason in `unencrypted`'],
    ['without TLS and a reason', { ca: undefined, unencrypted: ' ' },
      'unencrypted must not be empty, got " "; say why passwords and rows may cross the network readable, or leave it out'],
    ['with a CA that nobody would look at', { unencrypted: 'a cable of our own' }, 'ca must be left out for a source that is unencrypted, got "vm-db-ca"; remove the one or the other'],
    ['whose addresses nobody knows', { addresses: undefined },
      'addresses must name an address of the machine where host is a name, got nothing; write for example ["10.20.0.7"]; a NetworkPolicy knows no DNS names'],
    ['without an address', { addresses: [] },
      'addresses must name an address of the machine where host is a name, got []; write for example ["10.20.0.7"]; a NetworkPolicy knows no DNS names'],
    ['with an address that is a name', { addresses: ['vm-db.example.com'] },
      'addresses[0] must be a CIDR, got "vm-db.example.com"; write an address with its prefix length, for example "10.0.0.1/32"; a policy knows no DNS names'],
    ['with every address', { addresses: ['0.0.0.0/0'] },
      'addresses[0] must not be every address, got "0.0.0.0/0"; leave it out where the addresses are not known; the report then says so'],
    ['with an address twice', { addresses: ['10.20.0.7', '10.20.0.7/32'] }, 'addresses must name each one once, got "10.20.0.7/32"; remove the second one'],
    ['of a version that is too old', { version: 11 },
      'version must be a whole number from 12 to 99, got 11; give the major version, or leave it out; logical replication of older ones is not supported'],
  ])('%s', (_, more, message) => {
    refusals.expect(() => VmDatabase.postgres({ ...SOURCE, ...more } as VmPostgresOptions), message);
  });
});

test.each<[string, Partial<VmPostgresOptions>, string[]]>([
  ['names with dashes and capitals, which are quoted', { database: 'My-App', user: 'Mover' }, ['10.20.0.7/32']],
  ['an address in place of a name', { host: '10.20.0.8', addresses: undefined }, ['10.20.0.8/32']],
  ['an address of IPv6', { host: 'fd00::7', addresses: undefined }, ['fd00::7/128']],
  ['a range of addresses', { addresses: ['10.20.0.0/24'] }, ['10.20.0.0/24']],
])('a source is taken with %s', (_, more, addresses) => {
  expect(VmDatabase.postgres({ ...SOURCE, ...more }).addresses).toEqual(addresses);
});

describe('a source of MySQL is refused', () => {
  test.each<[string, object, string]>([
    ['with a database of the server\'s own', { database: 'MySQL' }, 'database must be none of the server\'s own, got "MySQL"; name the one that clients use'],
    ['with a user whose name is too long', { user: 'ü'.repeat(49) }, 'user must be at most 96 bytes, as such names are, got "98 bytes"; give the name as it is on the machine'],
    ['with its own database among others', { alsoStopped: ['logs', 'carts'] },
      'alsoStopped[1] must be another database than the one that moves, got "carts"; remove it'],
    ['with one other database in place of a list', { alsoStopped: 'logs' as any }, 'alsoStopped must be a list, got "string"; name other databases of the server'],
    ['with another database that has no name', { alsoStopped: [''] }, 'alsoStopped[0] must not be empty, got ""; name a database, or remove it'],
    ['of a version that is too old', { version: '5.7' },
      'version must be a release series of MySQL from 8.0 on, got "5.7"; write for example "8.0", or leave it out; an older one takes no write stop that outlives a restart'],
    ['of MariaDB\'s version', { version: '11.8.3' },
      'version must be a release series of MySQL from 8.0 on, got "11.8.3"; write for example "8.0", or leave it out; an older one takes no write stop that outlives a restart'],
  ])('%s', (_, more, message) => {
    refusals.expect(() => VmDatabase.mysql({ ...MYSQL_SOURCE, ...more }), message);
  });
});

describe('a source of MongoDB is refused', () => {
  test.each<[string, object, string]>([
    ['with a database of the server\'s own', { database: 'admin' }, 'database must be none of the server\'s own, got "admin"; name the one that clients use'],
    ['with a database that MongoDB does not have', { database: 'my.shop' },
      'database must have none of the characters / \\ . " $ * < > : | ? nor a space, as in MongoDB, got "my.shop"; give the name as it is on the machine'],
    ['with a user whose name is too long', { user: 'u'.repeat(129) }, 'user must be at most 128 bytes, as such names are, got "129 bytes"; give the name as it is on the machine'],
    ['of a version that is too old', { version: 5 },
      'version must be a whole number from 6 to 99, got 5; give the major version, or leave it out; an older one takes no write stop that outlives a restart'],
    ['with its own database among others', { alsoStopped: ['app'] }, 'alsoStopped[0] must be another database than the one that moves, got "app"; remove it'],
    ['with a replica set that is a connection string', { replicaSet: 'rs0/a:27017' },
      'replicaSet must be letters, digits, ".", "_" and "-", got "rs0/a:27017"; give the name as rs.conf() has it, or leave it out'],
  ])('%s', (_, more, message) => {
    refusals.expect(() => VmDatabase.mongo({ ...MONGO_SOURCE, ...more }), message);
  });
});

// the last one: it looks at what the others have reached
test('every place of a source that refuses is reached', () => {
  expect(refusals.never).toEqual([]);
});
