#!/usr/bin/env python3
"""Uploads dumps of databases to an object store, and prunes old ones: upload-dumps.py DIRECTORY

It runs beside dump-databases.sh or dump-mongo.sh, which say what DIRECTORY is. Each dump becomes <DESTINATION>/dumps/<database>/<server>/<time>.dump, with its checksum
in <time>.dump.sha256 as sha256sum writes it, and below it a comment with the dump's end. <server> is PostgreSQL's system identifier or the identifier of MongoDB's
replica set: a server that is made anew under an old name, or in another
Kubernetes cluster, neither sees nor deletes what is not its own. The stores show an object when its upload is committed, which is done when the dumper has ended well: a
dump that is listed is whole. The exit code says what became of them, and so does the last line, which is the pod's termination message, too.

  0  every database is dumped
  1  stopped before the end
 11  a database could not be dumped
 12  the object store refuses, or does not answer
 13  what is in the store is not what was dumped
 14  dumped, but old dumps could not be pruned
 15  the server does not answer

Variables: DESTINATION; DATABASES, with spaces between; RETENTION_DAYS; KEEP_AT_LEAST; GAP_SECONDS, the longest time between two runs; DEADLINE_SECONDS,
after which a run is ended; PART_MEBIBYTES; ENDPOINT of a store that is not the provider's own; PROGRAMS, what asks the server and what dumps it, unless they
are psql and pg_dump. Credentials are the providers' own variables.
"""
import datetime
import hashlib
import os
import re
import signal
import sys
import time

from object_store import Failure, Stopped, leave, one_line, open_store, part_bytes

# of libpq; what else a server says, as of a database that is not there, will be no better soon
AWAY = re.compile(r"connection to server .* failed: (?!FATAL|ERROR)|FATAL: +the database system is ")
# what dump-mongo.sh ends with when no member answers: EX_TEMPFAIL of sysexits.h
NO_ANSWER = 75
# 64 bits with a sign, and negative from 2038 on: the time of initdb is in the upper half; or an ObjectId
SERVER = re.compile(rb"(-?\d{1,20}|[0-9a-f]{24})\n")
NAME = re.compile(r"(\d{8}T\d{6}Z)\.dump")
TIME = "%Y%m%dT%H%M%SZ"
PATIENCE = int(os.environ.get("PATIENCE_SECONDS", "300"))  # for the dumper, whose image may have to be pulled
ASKER, DUMPER = os.environ.get("PROGRAMS", "psql pg_dump").split()


class Dumper:
    """dump-databases.sh or dump-mongo.sh, on the other side of the directory."""

    def __init__(self, directory):
        self.directory = directory
        self.busy = False

    def ask(self, database):
        """The reading end of a dump."""
        if self.busy:
            self.status(PATIENCE)
        for name in ("dump", "errors", "status"):
            if os.path.lexists(self.path(name)):
                os.unlink(self.path(name))
        os.mkfifo(self.path("dump"), 0o660)
        with open(self.path("request.new"), "w", encoding="utf-8") as request:
            request.write(database)
        os.rename(self.path("request.new"), self.path("request"))
        self.await_(lambda: not os.path.exists(self.path("request")), f"nobody takes the request: {DUMPER}'s container does not run")
        self.busy = True
        # blocks until the other side opens it
        signal.alarm(PATIENCE)
        try:
            return open(self.path("dump"), "rb", buffering=0)
        except TimeoutError as error:
            raise Failure(11, f"{DUMPER}'s container does not begin") from error
        finally:
            signal.alarm(0)

    def status(self, seconds=min(60, PATIENCE)):
        """Exit code of the dumper and what it said; without one its container was killed."""
        self.await_(lambda: os.path.exists(self.path("status")), f"{DUMPER}'s container was killed", seconds)
        self.busy = False
        with open(self.path("status"), encoding="utf-8") as status, open(self.path("errors"), encoding="utf-8", errors="replace") as errors:
            return int(status.read()), one_line(errors.read())

    def await_(self, true, otherwise, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise Failure(11, otherwise)
            time.sleep(0.05)

    def path(self, name):
        return os.path.join(self.directory, name)


def identify(stream, dumper):
    """The server's identifier, which comes before its dump: initdb makes PostgreSQL's, and replicas and restored copies have their source's; MongoDB's is the replica set's."""
    of = SERVER.fullmatch(stream.readline(32))
    if of:
        return of.group(1).decode()
    code, said = dumper.status()
    raise failed(ASKER, code, said)


def failed(program, code, said):
    return Failure(15 if code == NO_ANSWER or AWAY.search(said) else 11, f"{program} failed with exit code {code}: {said}")


def dump(database, store, stream, dumper, prefix, name):
    """Makes one dump and returns how many bytes it has."""
    # the store is asked before the first byte, and not kept waiting for it
    upload, committing = store.begin(f"{prefix}{name}"), False
    try:
        size, checksum = transfer(stream, upload)
        code, said = dumper.status()
        if code != 0:
            raise failed(DUMPER, code, said)
        if size == 0:
            raise Failure(11, f"{DUMPER} wrote nothing")
        committing = True
        # nothing in the dump is younger, whatever it was that was dumped until then; a second more, because the name of a moment has none of its parts
        ended = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1)).strftime(TIME)
        # first, so that no dump is there without
        store.put(f"{prefix}{name}.sha256", f"{checksum}  {name}\n# ended {ended}, {size} bytes\n".encode())
        upload.commit()
    except BaseException:
        attempt(upload.abort)
        # one whose commit was not answered may be there
        if committing:
            attempt(lambda: store.delete(f"{prefix}{name}"))
            attempt(lambda: store.delete(f"{prefix}{name}.sha256"))
        raise
    there = store.size(f"{prefix}{name}")
    if there != size:
        store.delete(f"{prefix}{name}")
        raise Failure(13, f"{there} bytes are in the store of {size}: it is deleted there")
    print(f"dumped: {database}: {size} bytes, sha256 {checksum}, {prefix}{name}", flush=True)
    return size


def transfer(stream, upload):
    checksum, size = hashlib.sha256(), 0
    while True:
        part = read_part(stream)
        if not part:
            return size, checksum.hexdigest()
        checksum.update(part)
        size += len(part)
        upload.part(part)


def read_part(stream):
    parts, missing = [], part_bytes()
    while missing > 0:
        data = stream.read(min(missing, 1 << 20))
        if not data:
            break
        parts.append(data)
        missing -= len(data)
    return b"".join(parts)


def prune(store, prefix, before, now):
    """Deletes what is older than the retention, never the newest ones; `before` are the dumps that were there before this one."""
    days, keep, gap = (int(os.environ[name]) for name in ("RETENTION_DAYS", "KEEP_AT_LEAST", "GAP_SECONDS"))
    # the first dump of a server proves nothing yet; after a long time without dumps, or with a clock that is wrong, everything looks old
    if not before or now - before[-1] > datetime.timedelta(seconds=2 * gap):
        return []
    kept = before[-(keep - 1):] if keep > 1 else []
    old = [of for of in before if of not in kept and now - of > datetime.timedelta(days=days)]
    for of in old:
        name = f"{prefix}{of.strftime(TIME)}.dump"
        store.delete(name)
        attempt(lambda name=name: store.delete(f"{name}.sha256"))
        print(f"pruned: {name}", flush=True)
    return old


def clear(store, prefix, names, before):
    """Clears away what a run left that was killed: uploads that are not committed, and checksums of dumps that never came."""
    attempt(lambda: store.abandon(prefix, before))
    dumps = times(names)
    for of in times(name.removesuffix(".sha256") for name in names if name.endswith(".sha256")):
        if of not in dumps and of < before:
            attempt(lambda of=of: store.delete(f"{prefix}{of.strftime(TIME)}.dump.sha256"))


def times(names):
    """Of the dumps among names, oldest first."""
    found = filter(None, (NAME.fullmatch(name) for name in names))
    return sorted(datetime.datetime.strptime(of.group(1), TIME).replace(tzinfo=datetime.timezone.utc) for of in found)


def attempt(action):
    """What is already lost does not get worse by an error while it is cleared away."""
    try:
        action()
    except Exception as error:
        print(f"not cleared away: {one_line(error)}", flush=True)


def run(directory):
    dumper, store = Dumper(directory), open_store()
    databases = os.environ["DATABASES"].split()
    failures, total, pruned = [], 0, 0
    for database in databases:
        above = f"{store.root}/dumps/{database}/".lstrip("/")
        now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        try:
            # whether the store answers, before the server is asked
            store.names(above)
            with dumper.ask(database) as stream:
                prefix = f"{above}{identify(stream, dumper)}/"
                names = store.names(prefix)
                clear(store, prefix, names, now - datetime.timedelta(seconds=int(os.environ["DEADLINE_SECONDS"])))
                total += dump(database, store, stream, dumper, prefix, f"{now.strftime(TIME)}.dump")
            try:
                pruned += len(prune(store, prefix, times(names), now))
            except Failure as error:
                raise Failure(14, f"dumped, but not pruned: {error}") from error
        except Failure as error:
            print(f"failed: {database}: {error}", flush=True)
            failures.append((error.code, f"{database}: {error}"))
    if failures:
        return failures[0][0], f"failed for {len(failures)} of {len(databases)} databases: {'; '.join(text for _, text in failures)}"
    return 0, f"dumped: {len(databases)} databases, {total} bytes; pruned: {pruned} old dumps"


def stop(*_):
    # to clear away, of the thirty seconds that a kubelet gives
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(15)
    raise Stopped


def too_late(*_):
    raise TimeoutError


def main():
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGALRM, too_late)
    try:
        code, line = run(sys.argv[1])
    except Stopped:
        code, line = 1, "stopped before the end: the dump that was under way is not in the store"
    except Failure as error:
        code, line = error.code, str(error)
    leave(code, line)


main()
