"""Archives of mongodump, as its repository describes them (mongo-tools, common/archive/README.md): leaves out what no other database is to get.

An archive has a header, what collections there are, and then blocks of documents, each block of one collection; a block that ends a collection has the
CRC-64 of all its documents. mongorestore restores all of it: with --oplogReplay it takes no --nsExclude (mongorestore.go, ParseAndValidateOptions). So users
and roles of the source are taken out here, of the collections and of the oplog, and what a restore has left in a database that was itself restored.
"""
import struct

MAGIC = 0x8199E26D
END = b"\xff\xff\xff\xff"
# with users, roles and versions of the source's server in the one, and the mark of a restore in the other
LEFT_OUT = (b"admin", b"cdk8s_databases")
# commands of all databases that stand in `admin`
TRANSACTION = (b"applyOps", b"commitTransaction", b"abortTransaction")
# by BSON's types, how long a value is that has no length of its own (bsonspec.org)
FIXED = {0x01: 8, 0x06: 0, 0x07: 12, 0x08: 1, 0x09: 8, 0x0A: 0, 0x10: 4, 0x11: 8, 0x12: 8, 0x13: 16, 0xFF: 0, 0x7F: 0}
STRING, DOCUMENT, ARRAY, BINARY, REGEX, POINTER, SCOPED = 0x02, 0x03, 0x04, 0x05, 0x0B, 0x0C, 0x0F


class Malformed(Exception):
    """No archive, or one that ends too soon."""


class Filter:
    """Copies an archive from one stream to another without what is left out, and counts what it copied."""

    def __init__(self, source, sink):
        self.source, self.sink = source, sink
        self.documents, self.has_oplog = 0, False
        self.oplog = Crc()

    def run(self):
        if struct.unpack("<I", self.copy(4))[0] != MAGIC:
            raise Malformed("it is no archive of mongodump")
        self.write(self.document(self.take(4)))
        while (head := self.take(4)) != END:
            of = self.document(head)
            fields = values(of)
            if text(fields[b"db"]) not in LEFT_OUT:
                self.write(of)
                self.has_oplog |= is_oplog(fields)
        self.write(END)
        if not self.has_oplog:
            raise Malformed("it has no oplog, and is of no one moment: it was not made by mongodump --oplog")
        while head := self.take(4, at_end=True):
            self.block(self.document(head))

    def block(self, header):
        fields = values(header)
        left_out, oplog, ends = text(fields[b"db"]) in LEFT_OUT, is_oplog(fields), fields[b"EOF"][1] != b"\0"
        if not left_out:
            # EOF and CRC are its last fields, both of fixed length
            self.write(header[:-9] + struct.pack("<Q", self.oplog.value) + b"\0" if oplog and ends else header)
        while (head := self.take(4)) != END:
            of = self.document(head)
            if left_out:
                continue
            if oplog:
                of = kept(of)
                if of is None:
                    continue
                self.oplog.add(of)
            else:
                self.documents += 1
            self.write(of)
        if not left_out:
            self.write(END)

    def take(self, size, at_end=False):
        data = self.source.read(size)
        if at_end and not data:
            return data
        if len(data) != size:
            raise Malformed("it ends before its end")
        return data

    def copy(self, size):
        data = self.take(size)
        self.write(data)
        return data

    def document(self, head):
        size = struct.unpack("<i", head)[0]
        if size < 5:
            raise Malformed(f"it has a document of {size} bytes")
        return head + self.take(size - 4)

    def write(self, data):
        self.sink.write(data)


def is_oplog(fields):
    return text(fields[b"db"]) == b"" and text(fields[b"collection"]) == b"oplog"


def kept(entry):
    """An entry of the oplog without what is left out; None where nothing is left of it."""
    fields = values(entry)
    database, _, collection = text(fields[b"ns"]).partition(b".")
    if database not in LEFT_OUT:
        return entry
    if database != b"admin" or collection != b"$cmd" or fields[b"o"][0] != DOCUMENT:
        return None
    command = elements(fields[b"o"][1])
    if not command or command[0][1] not in TRANSACTION:
        return None
    if command[0][1] != b"applyOps":
        return entry
    before = [value for _, _, value in elements(command[0][2])]
    after = [of for of in map(kept, before) if of is not None]
    if after == before:
        return entry
    # an empty one stays: of a transaction in several entries mongorestore awaits each
    command[0] = (ARRAY, b"applyOps", array(after))
    return encoded([(kind, key, encoded(command) if key == b"o" else value) for kind, key, value in elements(entry)])


def array(documents):
    return encoded([(DOCUMENT, str(i).encode(), of) for i, of in enumerate(documents)])


def encoded(fields):
    body = b"".join(bytes([kind]) + key + b"\0" + value for kind, key, value in fields)
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def values(document):
    return {key: (kind, value) for kind, key, value in elements(document)}


def elements(document):
    """Type, name and value of each field; the value as it is written."""
    found, at = [], 4
    while document[at] != 0:
        kind = document[at]
        end = document.index(b"\0", at + 1)
        size = size_of(kind, document, end + 1)
        found.append((kind, document[at + 1:end], document[end + 1:end + 1 + size]))
        at = end + 1 + size
    return found


def size_of(kind, document, at):
    if kind in FIXED:
        return FIXED[kind]
    if kind == REGEX:
        return document.index(b"\0", document.index(b"\0", at) + 1) + 1 - at
    length = struct.unpack_from("<i", document, at)[0]
    if kind in (DOCUMENT, ARRAY, SCOPED):
        return length
    return 4 + length + {BINARY: 1, POINTER: 12}.get(kind, 0)


def text(field):
    """A string, whose bytes stand between its length and a zero."""
    return field[1][4:-1]


class Crc:
    """CRC-64 of ECMA-182, reflected, as Go's hash/crc64 has it."""

    TABLE = []

    def __init__(self):
        self.value = 0
        if not self.TABLE:
            for i in range(256):
                for _ in range(8):
                    i = i >> 1 ^ (0xC96C5795D7870F42 if i & 1 else 0)
                self.TABLE.append(i)

    def add(self, data):
        crc, table = self.value ^ 0xFFFFFFFFFFFFFFFF, self.TABLE
        for byte in data:
            crc = table[(crc ^ byte) & 0xFF] ^ crc >> 8
        self.value = crc ^ 0xFFFFFFFFFFFFFFFF
