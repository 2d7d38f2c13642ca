"""Drives Blob by boto3: prints a line for each claim that holds, and ends at the first that doesn't."""

import base64
import hashlib
import io
import os
import sys
import urllib.request
import zlib
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

LARGE = os.environ["LARGE"]
MANY = int(os.environ["MANY"])
HARD = os.environ["HARD_KEY"]
BUCKET = "boto3"

secure = boto3.client("s3")
plain = boto3.client("s3", endpoint_url=os.environ["PLAIN"])


def claim(text, truth):
    if not truth:
        sys.exit("not so: " + text)
    print(text)


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def crc32(data):
    return base64.b64encode(zlib.crc32(data).to_bytes(4, "big")).decode()


class Stream(io.RawIOBase):
    """Tells no length and does not turn back."""

    def __init__(self, path):
        self.file = open(path, "rb")

    def readable(self):
        return True

    def readinto(self, into):
        return self.file.readinto(into)

    def close(self):
        self.file.close()
        super().close()


def refusal(call, **arguments):
    try:
        call(**arguments)
    except ClientError as refused:
        return refused.response["Error"]["Code"]
    return "none"


def is_large(s3, key):
    s3.download_file(BUCKET, key, "back")
    return sha256("back") == sha256(LARGE) and "-" in s3.head_object(Bucket=BUCKET, Key=key)["ETag"]


def fetch(url, method="GET", data=None):
    # Version 2 signs the type of the body, which this client else makes up.
    request = urllib.request.Request(url, data, {"Content-Type": "text/x-signed"} if data else {}, method=method)
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def sign(s3, operation, key, **more):
    return s3.generate_presigned_url(operation, Params={"Bucket": BUCKET, "Key": key, **more})


secure.create_bucket(Bucket=BUCKET)
secure.get_waiter("bucket_exists").wait(Bucket=BUCKET)
claim("bucket made", [each["Name"] for each in plain.list_buckets()["Buckets"]] == [BUCKET])

for s3 in secure, plain:
    s3.put_object(
        Bucket=BUCKET, Key=HARD, Body=b"hello", ContentType="text/x-small", Metadata={"colour": "deep blue"}
    )
    head = s3.head_object(Bucket=BUCKET, Key=HARD, ChecksumMode="ENABLED")
    got = s3.get_object(Bucket=BUCKET, Key=HARD)
    assert got["Body"].read() == b"hello"
    assert head["ContentType"] == "text/x-small" and head["ContentLength"] == 5
claim("small: bytes, type and metadata", head["Metadata"] == {"colour": "deep blue"})
claim("checksum sent unasked", head["ChecksumCRC32"] == crc32(b"hello"))

for s3 in secure, plain:
    s3.upload_file(LARGE, BUCKET, "large/file")
    with Stream(LARGE) as stream:
        s3.upload_fileobj(stream, BUCKET, "large/stream")
    assert is_large(s3, "large/file")
claim("large from a file, in parts", is_large(secure, "large/file"))
claim("large from a stream, in parts", is_large(secure, "large/stream"))

with open(LARGE, "rb") as file:
    file.seek(9_000_000)
    middle = file.read(1000)
got = secure.get_object(Bucket=BUCKET, Key="large/file", Range="bytes=9000000-9000999")
tail = plain.get_object(Bucket=BUCKET, Key=HARD, Range="bytes=-2")["Body"].read()
claim("range", got["Body"].read() == middle and tail == b"lo")

secure.copy({"Bucket": BUCKET, "Key": "large/file"}, BUCKET, "large/copy")
plain.copy_object(
    Bucket=BUCKET,
    Key="copy",
    CopySource={"Bucket": BUCKET, "Key": HARD},
    MetadataDirective="REPLACE",
    Metadata={"colour": "red"},
)
head = plain.head_object(Bucket=BUCKET, Key="copy")
claim("copies", is_large(secure, "large/copy") and head["Metadata"] == {"colour": "red"})

with ThreadPoolExecutor(8) as pool:
    puts = [pool.submit(plain.put_object, Bucket=BUCKET, Key=f"many/{i:04}", Body=b"x") for i in range(MANY)]
    for each in puts:
        each.result()
pages = list(secure.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix="many/"))
keys = [each["Key"] for page in pages for each in page["Contents"]]
assert keys == [f"many/{i:04}" for i in range(MANY)]
top = plain.list_objects_v2(Bucket=BUCKET, Delimiter="/")
assert [each["Key"] for each in top["Contents"]] == ["copy"]
old = list(plain.get_paginator("list_objects").paginate(Bucket=BUCKET, Prefix="many/"))
claim("lists page by page", [len(each["Contents"]) for each in old] == [1000, MANY - 1000] and len(pages) == 2)

for signature in "s3", "s3v4":
    signer = boto3.client("s3", endpoint_url=os.environ["PLAIN"], config=Config(signature_version=signature))
    written = "presigned by " + signature
    fetch(sign(signer, "put_object", written, ContentType="text/x-signed"), "PUT", written.encode())
    assert fetch(sign(signer, "get_object", written)) == written.encode()
claim("presigned", fetch(sign(plain, "get_object", HARD)) == b"hello")

tags = [{"Key": "team", "Value": "shop & co"}]
secure.put_object_tagging(Bucket=BUCKET, Key=HARD, Tagging={"TagSet": tags})
plain.put_object(Bucket=BUCKET, Key="tagged", Body=b"x", Tagging="team=shop%20%26%20co")
assert plain.get_object_tagging(Bucket=BUCKET, Key="tagged")["TagSet"] == tags
claim("tags", secure.get_object_tagging(Bucket=BUCKET, Key=HARD)["TagSet"] == tags)

secure.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
older = secure.put_object(Bucket=BUCKET, Key="versioned", Body=b"older")["VersionId"]
newer = secure.put_object(Bucket=BUCKET, Key="versioned", Body=b"newer")["VersionId"]
marker = secure.delete_object(Bucket=BUCKET, Key="versioned")
assert marker["DeleteMarker"] and refusal(secure.get_object, Bucket=BUCKET, Key="versioned") == "NoSuchKey"
listed = secure.list_object_versions(Bucket=BUCKET, Prefix="versioned")
assert [each["VersionId"] for each in listed["Versions"]] == [newer, older]
assert [each["VersionId"] for each in listed["DeleteMarkers"]] == [marker["VersionId"]]
got = secure.get_object(Bucket=BUCKET, Key="versioned", VersionId=older)
claim("versions", got["Body"].read() == b"older")

everything = boto3.resource("s3").Bucket(BUCKET).object_versions
gone = sum(len(answer.get("Deleted", [])) for answer in everything.delete())
claim("many deleted", gone > MANY and list(everything.all()) == [])

secure.delete_bucket(Bucket=BUCKET)
claim("bucket removed", refusal(secure.list_objects_v2, Bucket=BUCKET) == "NoSuchBucket")
