#!/usr/bin/env python3
"""Restores a dump of the object store into an empty MongoDB: restore-dump.py DIRECTORY

It runs beside restore-mongo.sh, which says what DIRECTORY is; into its file `began` goes the moment that the dump is of, for who verifies. The dumps lie below SOURCE as upload-dumps.py has left them, and each is of the moment at which it ended:
the newest one is taken that ended before the recovery point, or the one that is named. It is looked at while it comes: its length and checksum, what mongodump wrote
behind each collection, and whether it holds anything; users and roles of the source are left out (mongo_archive.py). A restore that does not come to its
end is begun anew by the next run. The verdict is the exit code; the last line is the pod's termination message, too. Codes from 20 but 22 are the same the next time:

  0  restored, now or before                         24  the dump is damaged, or holds nothing
  1  stopped or failed before the end                27  the database is not empty, or was restored from something else
 20  there is no dump from before that moment        28  the moment is not over yet, or before the end of the dump that is named
 21  the object store refuses the credentials        29  there are dumps of several replica sets: name one
 22  the object store does not answer

Variables: DESTINATION, the path of the source; RECOVERY_POINT, a time or `latest`; BACKUP, the time of a dump, where one is named; RESTORE, what tells this
restore from others; ENDPOINT of a store that is not the provider's own. Credentials are the providers' own variables.
"""
import datetime
import fcntl
import gzip
import hashlib
import io
import os
import re
import signal
import struct
import sys
import time
import zlib

from mongo_archive import Filter, Malformed
from object_store import Failure, Stopped, leave, one_line, open_store, stop, verdict

NO_DUMP, DAMAGED, NOT_EMPTY, NOT_COVERED, SEVERAL = 20, 24, 27, 28, 29
# of restore-mongo.js
RESTORED, TAKEN_OVER, NO_ANSWER = 10, 30, 75
KEY = re.compile(r"([0-9a-f]{24})/(\d{8}T\d{6}Z)\.dump")
SUM = re.compile(r"([0-9a-f]{64})  \S+\n# ended (\d{8}T\d{6}Z), (\d+) bytes\n")
TIME = "%Y%m%dT%H%M%SZ"
PATIENCE = int(os.environ.get("PATIENCE_SECONDS", "300"))  # for restore-mongo.sh, whose image may have to be pulled
PAUSE = float(os.environ.get("PAUSE_SECONDS", "5"))


class Dump:
    def __init__(self, server, name, checksum):
        self.server, self.began = server, moment(name)
        self.key = f"{server}/{name}.dump"
        self.checksum, self.ended, self.size = checksum.group(1), moment(checksum.group(2)), int(checksum.group(3))

    def __str__(self):
        return f"{self.key}, which ended {self.ended:%Y-%m-%dT%H:%M:%SZ}"


def choose(store, above, now):
    """The dump that is restored. One without its checksum's file is on its way in or out, and none."""
    backup, point = os.environ.get("BACKUP"), os.environ["RECOVERY_POINT"]
    # the end of a dump is told in whole seconds, and may not be over
    latest = datetime.datetime.max.replace(tzinfo=datetime.timezone.utc)
    until = latest if point == "latest" else datetime.datetime.fromisoformat(point.replace("Z", "+00:00"))
    if until != latest and until > now:
        raise Failure(NOT_COVERED, f"{point} is not over yet: what is written until then is in no dump")
    names = set(store.names(above))
    found = sorted((match for match in map(KEY.fullmatch, names) if match and f"{match.group(0)}.sha256" in names), key=lambda match: match.group(2))
    if backup:
        found = [match for match in found if moment(match.group(2)) == datetime.datetime.fromisoformat(backup.replace("Z", "+00:00"))]
    dumps = [of for match in found if moment(match.group(2)) <= until if (of := dump_of(store, above, match))]
    early = [of for of in dumps if of.ended <= until]
    if backup and dumps and not early:
        raise Failure(NOT_COVERED, f"{dumps[0]}, holds what was written after {point}")
    if not early:
        raise Failure(NO_DUMP, f"there is no dump {'of that time' if backup else f'that ended before {point}' if point != 'latest' else 'yet'} below {above}")
    servers = sorted({of.server for of in early})
    if len(servers) > 1:
        newest = [str(max((of for of in early if of.server == server), key=lambda of: of.ended)) for server in servers]
        raise Failure(SEVERAL, f"several replica sets have had the name, and which one is meant cannot be told: {'; '.join(newest)}: name a dump by the time at which it began")
    return max(early, key=lambda of: of.ended)


def dump_of(store, above, match):
    said = b"".join(store.read(f"{above}{match.group(0)}.sha256")).decode(errors="replace")
    checksum = SUM.fullmatch(said)
    if not checksum:
        print(f"left out: {match.group(0)}.sha256 does not say what the dump is, and when it ended: {one_line(said)[:200]}", flush=True)
        return None
    return Dump(match.group(1), match.group(2), checksum)


class Restorer:
    """restore-mongo.sh, on the other side of the directory."""

    def __init__(self, directory):
        self.directory = directory

    def step(self, name, seconds=PATIENCE):
        """Exit code of a step, and what was said."""
        self.begin(name)
        return self.status(seconds)

    def begin(self, name):
        for left in ("errors", "status"):
            if os.path.lexists(self.path(left)):
                os.unlink(self.path(left))
        with open(self.path("request.new"), "w", encoding="utf-8") as request:
            request.write(name)
        os.rename(self.path("request.new"), self.path("request"))
        self.await_(lambda: not os.path.exists(self.path("request")), PATIENCE, "nobody takes the request: mongorestore's container does not run")

    def status(self, seconds):
        self.await_(lambda: os.path.exists(self.path("status")), seconds, "no answer of mongorestore's container")
        with open(self.path("status"), encoding="utf-8") as status, open(self.path("errors"), encoding="utf-8", errors="replace") as errors:
            return int(status.read()), one_line(errors.read())[-1000:]

    def tell(self, ended):
        """Who verifies measures from the end of the dump: what was written since is not in it."""
        with open(self.path("began"), "w", encoding="utf-8") as began:
            began.write(f"{ended:%Y-%m-%dT%H:%M:%SZ}")

    def sink(self):
        """The writing end of what is restored."""
        if os.path.lexists(self.path("dump")):
            os.unlink(self.path("dump"))
        os.mkfifo(self.path("dump"), 0o600)
        self.begin("restore")
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return os.fdopen(self.blocking(os.open(self.path("dump"), os.O_WRONLY | os.O_NONBLOCK)), "wb", buffering=1 << 20)
            except OSError:
                if time.monotonic() > end or os.path.exists(self.path("status")):
                    raise Failure(1, "mongorestore does not begin") from None
                time.sleep(0.05)

    @staticmethod
    def blocking(descriptor):
        os.set_blocking(descriptor, True)
        return descriptor

    def await_(self, true, seconds, otherwise):
        end = time.monotonic() + seconds
        begun = time.monotonic()
        while not true():
            if time.monotonic() > end:
                raise Failure(1, otherwise)
            if time.monotonic() > begun + PATIENCE and self.is_gone() and not true():
                raise Failure(1, "mongorestore's container was killed")
            time.sleep(0.05)

    def is_gone(self):
        """Whether nobody holds the lock that restore-mongo.sh holds as long as it is there."""
        with open(self.path("alive"), "a", encoding="utf-8") as alive:
            try:
                fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except OSError:
                return False

    def path(self, name):
        return os.path.join(self.directory, name)


class Counted(io.RawIOBase):
    """A stream of chunks that knows how long it was, and its checksum."""

    def __init__(self, chunks):
        self.chunks, self.rest = iter(chunks), b""
        self.size, self.hash = 0, hashlib.sha256()

    def readable(self):
        return True

    def readinto(self, buffer):
        if not self.rest:
            self.rest = next(self.chunks, b"")
            self.size += len(self.rest)
            self.hash.update(self.rest)
        count = min(len(buffer), len(self.rest))
        buffer[:count], self.rest = self.rest[:count], self.rest[count:]
        return count


def pour(store, key, dump, restorer):
    """Gives mongorestore the dump and returns how many documents it has; what is not as it was made is an error, whatever mongorestore says."""
    counted = Counted(store.read(key))
    with restorer.sink() as sink:
        copy = Filter(io.BufferedReader(gzip.GzipFile(fileobj=io.BufferedReader(counted, 1 << 20)), 1 << 20), sink)
        try:
            copy.run()
        except BrokenPipeError:
            raise
        except (Malformed, EOFError, OSError, zlib.error, ValueError, KeyError, IndexError, struct.error) as error:
            raise Failure(DAMAGED, f"{dump}, is damaged: {one_line(error)}") from error
    while counted.read(1 << 20):
        pass
    if counted.size != dump.size or counted.hash.hexdigest() != dump.checksum:
        raise Failure(DAMAGED, f"{dump}, is not what was dumped: {counted.size} bytes of {dump.size}, sha256 {counted.hash.hexdigest()}")
    return copy.documents


def restore(store, above, dump, restorer):
    try:
        documents = pour(store, f"{above}{dump.key}", dump, restorer)
    except BrokenPipeError:
        documents = None
    # indexes are made in the end, which takes as long as it takes
    code, said = restorer.status(float("inf"))
    if code != 0 or documents is None:
        raise Failure(1, f"mongorestore failed with exit code {code}: {said}")
    if documents == 0:
        raise Failure(DAMAGED, f"{dump}, holds no document: nothing was restored")
    return documents


def prepare(restorer):
    """Whether there is anything to do; waits for the database."""
    while True:
        code, said = restorer.step("prepare", float("inf"))
        if code in (0, RESTORED):
            return code == 0, said
        if code == NOT_EMPTY:
            raise Failure(NOT_EMPTY, f"{said}: a restore would overwrite it. Give the restore another name")
        if code != NO_ANSWER:
            raise Failure(1, f"mongosh failed with exit code {code}: {said}")
        print(f"waiting: {said}", flush=True)
        time.sleep(PAUSE)


def run(directory):
    restorer, store = Restorer(directory), open_store()
    above = f"{store.root}/dumps/replica-set/".lstrip("/")
    dump = choose(store, above, datetime.datetime.now(datetime.timezone.utc))
    print(f"restores {dump}", flush=True)
    restorer.tell(dump.ended)
    needed, said = prepare(restorer)
    if not needed:
        return 0, f"{said}: nothing to do"
    try:
        documents = restore(store, above, dump, restorer)
        code, said = restorer.step("finish")
        if code != 0:
            raise Failure(1, said)
    except (Exception, Stopped):
        try:
            restorer.step("abandon", 60)
        except Failure as error:
            print(f"not cleared away: {error}", flush=True)
        raise
    return 0, f"restored {dump}: {documents} documents, and what was written until it ended"


def moment(name):
    return datetime.datetime.strptime(name, TIME).replace(tzinfo=datetime.timezone.utc)


def main():
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        code, line = run(sys.argv[1])
    except Stopped:
        code, line = 1, "stopped before the end: the next run begins anew"
    except Failure as error:
        code, line = verdict(error), str(error)
    leave(code, line)


main()
