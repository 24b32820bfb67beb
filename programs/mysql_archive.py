"""What Percona XtraBackup and MySQL write, as far as a restore has to read it before it begins: a small file of xbstream's, sets of GTIDs, and the binary log."""
import re
import struct

MAGIC = b"XBSTCK01"
BINLOG, HEADER = b"\xfebin", 19


class Malformed(Exception):
    """No such file, or one that ends too soon."""


def unpacked(stream, path):
    """A small file out of xbstream's chunks: magic, flags, type, path; and of a payload length, offset and checksum before it (xbstream_read.cc)."""
    found, here = b"", 0
    while here < len(stream):
        if stream[here:here + 8] != MAGIC or len(stream) < here + 14:
            raise Malformed(f"{path} is no chunk of xbstream")
        kind, size = stream[here + 9:here + 10], struct.unpack_from("<I", stream, here + 10)[0]
        name, here = stream[here + 14:here + 14 + size], here + 14 + size
        if kind == b"E":
            continue
        if kind != b"P" or name != path.encode() or len(stream) < here + 20:
            raise Malformed(f"{path} cannot be read: it is compressed, or broken")
        length = struct.unpack_from("<Q", stream, here)[0]
        found, here = found + stream[here + 20:here + 20 + length], here + 20 + length
    if here != len(stream):
        raise Malformed(f"{path} ends before its end")
    return found.decode(errors="replace")


def intervals(gtids):
    """By UUID, from where to where; tagged ones (MySQL 8.4) by UUID and tag."""
    found = {}
    for part in filter(None, (of.strip() for of in gtids.split(","))):
        uuid, *rest = part.split(":")
        whose = uuid
        for of in rest:
            if not re.fullmatch(r"\d+(-\d+)?", of):
                whose = f"{uuid}:{of}"
                continue
            first, _, last = of.partition("-")
            found.setdefault(whose, []).append((int(first), int(last or first)))
    return found


def last_event(chunks):
    """Seconds of the last event that is whole, by the headers: time, type, server, length (MySQL Internals, Binary Log Event Header)."""
    rest, skip, times, begun = b"", 0, [None], False
    for chunk in chunks:
        if skip >= len(chunk):
            skip -= len(chunk)
            continue
        rest, skip, here = rest + chunk[skip:], 0, 0
        if not begun:
            if len(rest) < 4:
                continue
            if rest[:4] != BINLOG:
                return None
            begun, here = True, 4
        while len(rest) - here >= HEADER:
            seconds, _, _, size = struct.unpack_from("<IBII", rest, here)
            if size < HEADER:
                return times[-1]
            times = [times[-1], seconds or times[-1]]
            here += size
        rest, skip = rest[here:], max(0, here - len(rest))
    return times[0] if skip else times[-1]
