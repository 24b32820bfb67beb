"""Object stores as programs of this library see them: Amazon's protocol, Google's and Azure's, by the providers' own libraries.

DESTINATION is a path in one of them, ENDPOINT its address where that is not the provider's own, PART_MEBIBYTES the size of a part that is sent.
Credentials are the providers' own variables.
"""
import base64
import hashlib
import os
import re
from urllib.parse import urlsplit

# what is read at once
CHUNK = 1 << 20


# what a store says, as a program that reads there says it: it refuses the credentials, or does not answer
CREDENTIALS, STORE = 21, 22
REFUSED = re.compile(r"AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|Forbidden|ExpiredToken|InvalidToken|AuthenticationFailed|AuthorizationFailure|NoCredentials|\b40[13]\b")


class Stopped(BaseException):
    """No Exception: no library shall take it for an error of its own and try once more."""


class Failure(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


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

    def read(self, key):
        return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].iter_chunks(CHUNK)

    def names(self, prefix):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [of["Key"][len(prefix):] for page in pages for of in page.get("Contents", [])]

    def level(self, prefix):
        """Names directly below a folder, those of folders with a slash at their end: a backup in it may have a million objects."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix, Delimiter="/")
        return {name[len(prefix):] for page in pages for name in [of["Key"] for of in page.get("Contents", [])] + [of["Prefix"] for of in page.get("CommonPrefixes", [])]}

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

    def read(self, key):
        with self.bucket.blob(key).open("rb", chunk_size=8 * CHUNK) as blob:
            yield from iter(lambda: blob.read(CHUNK), b"")

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

    def read(self, key):
        return self.container.get_blob_client(key).download_blob().chunks()

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
            if name == "read":
                return self.chunks(answer)
            return Stored(answer) if name == "begin" else answer
        return call

    def chunks(self, of):
        try:
            yield from of
        except Exception as error:
            raise Failure(12, f"the object store refuses: {type(error).__name__}: {one_line(error)}") from error


def open_store():
    place = urlsplit(os.environ["DESTINATION"])
    kind = {"s3": S3, "gs": Gcs, "https": Azure, "http": Azure}[place.scheme]
    try:
        return Stored(kind(place))
    except Exception as error:
        raise Failure(12, f"the object store cannot be entered: {type(error).__name__}: {one_line(error)}") from error


def part_bytes():
    return int(os.environ["PART_MEBIBYTES"]) << 20


def md5(data):
    """For the store, which refuses what arrives otherwise."""
    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()


def one_line(text):
    return " ".join(str(text).split())


def verdict(error):
    """The code that a program which reads ends with; 12 is all that a store says."""
    if error.code != 12:
        return error.code
    return CREDENTIALS if REFUSED.search(str(error)) else STORE


def stop(*_):
    raise Stopped


def leave(code, line):
    """Ends the program. Its last line is the pod's termination message, too."""
    print(line, flush=True)
    try:
        with open(os.environ.get("TERMINATION_MESSAGE", "/dev/termination-log"), "wb") as message:
            message.write(line.encode()[:4096].decode(errors="ignore").encode())
    except OSError:
        pass
    os._exit(code)
