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
import base64
import datetime
import hashlib
import os
import re
import signal
import sys
import time
from urllib.parse import urlsplit

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


class Failure(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Stopped(BaseException):
    """No Exception: no library shall take it for an error of its own and try once more."""


class S3:
    def __init__(self, place):
        import boto3
        from botocore.config import Config
        self.bucket, self.root = place.netloc, place.path.strip("/")
        self.client = boto3.client("s3", endpoint_url=os.environ.get("ENDPOINT") or None, config=Config(
            retries={"mode": "standard", "max_attempts": 5}, connect_timeout=20, read_timeout=120))

    def begin(self, key):
        upload = self.client.create_multipart_upload(Bucket=self.bucket, Key=key)["UploadId"]
        return S3Upload(self.client, {"Bucket": self.bucket, "Key": key, "UploadId": upload})

    def put(self, key, data):
        self.client.put_object(Bucket=self.bucket, Key=key, Body=data, ContentMD5=md5(data))

    def size(self, key):
        return self.client.head_object(Bucket=self.bucket, Key=key)["ContentLength"]

    def names(self, prefix):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [of["Key"][len(prefix):] for page in pages for of in page.get("Contents", [])]

    def delete(self, key):
        self.client.delete_object(Bucket=self.bucket, Key=key)

    def abandon(self, prefix, before):
        """Ends uploads that were left by a run that was killed: they are not listed, and cost."""
        pages = self.client.get_paginator("list_multipart_uploads").paginate(Bucket=self.bucket, Prefix=prefix)
        for of in [of for page in pages for of in page.get("Uploads", []) if of["Initiated"] < before]:
            self.client.abort_multipart_upload(Bucket=self.bucket, Key=of["Key"], UploadId=of["UploadId"])


class S3Upload:
    def __init__(self, client, of):
        self.client, self.of, self.parts = client, of, []

    def part(self, data):
        number = len(self.parts) + 1
        answer = self.client.upload_part(**self.of, PartNumber=number, Body=data, ContentMD5=md5(data))
        self.parts.append({"PartNumber": number, "ETag": answer["ETag"]})

    def commit(self):
        self.client.complete_multipart_upload(**self.of, MultipartUpload={"Parts": self.parts})

    def abort(self):
        self.client.abort_multipart_upload(**self.of)


class Gcs:
    def __init__(self, place):
        from google.cloud import storage
        options = {"client_options": {"api_endpoint": os.environ["ENDPOINT"]}} if os.environ.get("ENDPOINT") else {}
        self.root = place.path.strip("/")
        self.client = storage.Client(**options)
        self.bucket = self.client.bucket(place.netloc)

    def begin(self, key):
        return GcsUpload(self.bucket.blob(key))

    def put(self, key, data):
        self.bucket.blob(key).upload_from_string(data, checksum="crc32c")

    def size(self, key):
        return self.bucket.get_blob(key).size

    def names(self, prefix):
        return [of.name[len(prefix):] for of in self.client.list_blobs(self.bucket, prefix=prefix)]

    def delete(self, key):
        self.bucket.blob(key).delete()

    def abandon(self, prefix, before):
        """Google ends an upload that nobody goes on with after a week (Cloud Storage docs, "Resumable uploads")."""


class GcsUpload:
    # a writer commits what it has when it is closed, which Python does with one that nobody holds any more; main ends without the interpreter's end
    HELD = []

    def __init__(self, blob):
        self.writer = blob.open("wb", chunk_size=part_bytes(), checksum="crc32c")
        self.HELD.append(self.writer)

    def part(self, data):
        self.writer.write(data)

    def commit(self):
        self.writer.close()

    def abort(self):
        self.writer.terminate()


class Azure:
    def __init__(self, place):
        from azure.storage.blob import BlobServiceClient
        container, _, self.root = place.path.strip("/").partition("/")
        key = os.environ.get("AZURE_STORAGE_KEY")
        if key:
            credential = {"account_name": os.environ["AZURE_STORAGE_ACCOUNT"], "account_key": key}
        else:
            from azure.identity import DefaultAzureCredential
            credential = DefaultAzureCredential()
        service = os.environ.get("ENDPOINT") or f"{place.scheme}://{place.netloc}"
        self.container = BlobServiceClient(service, credential=credential).get_container_client(container)

    def begin(self, key):
        return AzureUpload(self.container.get_blob_client(key))

    def put(self, key, data):
        self.container.get_blob_client(key).upload_blob(data, overwrite=True, validate_content=True)

    def size(self, key):
        return self.container.get_blob_client(key).get_blob_properties().size

    def names(self, prefix):
        return [of.name[len(prefix):] for of in self.container.list_blobs(name_starts_with=prefix)]

    def delete(self, key):
        self.container.get_blob_client(key).delete_blob()

    def abandon(self, prefix, before):
        """Azure drops blocks that nobody commits after a week (REST docs, "Put Block")."""


class AzureUpload:
    def __init__(self, blob):
        self.blob, self.blocks = blob, []

    def part(self, data):
        block = base64.b64encode(f"{len(self.blocks):08}".encode()).decode()
        self.blob.stage_block(block, data, validate_content=True)
        self.blocks.append(block)

    def commit(self):
        self.blob.commit_block_list(self.blocks)

    def abort(self):
        """Blocks that are not committed are no blob."""


class Stored:
    """A store whose errors are failures of this program."""

    def __init__(self, of):
        self.of = of

    def __getattr__(self, name):
        member = getattr(self.of, name)
        if not callable(member):
            return member

        def call(*args):
            try:
                answer = member(*args)
            except Exception as error:
                raise Failure(12, f"the object store refuses: {type(error).__name__}: {one_line(error)}") from error
            return Stored(answer) if name == "begin" else answer
        return call


def open_store():
    place = urlsplit(os.environ["DESTINATION"])
    kind = {"s3": S3, "gs": Gcs, "https": Azure, "http": Azure}[place.scheme]
    try:
        return Stored(kind(place))
    except Exception as error:
        raise Failure(12, f"the object store cannot be entered: {type(error).__name__}: {one_line(error)}") from error


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


def part_bytes():
    return int(os.environ["PART_MEBIBYTES"]) << 20


def md5(data):
    """For the store, which refuses what arrives otherwise."""
    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()


def one_line(text):
    return " ".join(str(text).split())


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
    print(line, flush=True)
    try:
        with open(os.environ.get("TERMINATION_MESSAGE", "/dev/termination-log"), "wb") as message:
            message.write(line.encode()[:4096].decode(errors="ignore").encode())
    except OSError:
        pass
    os._exit(code)


main()
