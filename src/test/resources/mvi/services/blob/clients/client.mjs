// Drives Blob by the AWS SDK for JavaScript: prints a line for each claim that holds, and ends at the first that doesn't.

import {
    CopyObjectCommand,
    CreateBucketCommand,
    DeleteBucketCommand,
    DeleteObjectCommand,
    DeleteObjectsCommand,
    GetObjectCommand,
    GetObjectTaggingCommand,
    HeadObjectCommand,
    ListBucketsCommand,
    ListObjectVersionsCommand,
    ListObjectsV2Command,
    PutBucketVersioningCommand,
    PutObjectCommand,
    PutObjectTaggingCommand,
    S3Client,
    paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { crc32 } from "node:zlib";

const { LARGE, HARD_KEY, PLAIN } = process.env;
const MANY = Number(process.env.MANY);
const Bucket = "javascript";
const secure = new S3Client({ forcePathStyle: true });
const plain = new S3Client({ forcePathStyle: true, endpoint: PLAIN });
const large = readFileSync(LARGE);

function claim(text, isTrue) {
    if (!isTrue) {
        throw new Error("not so: " + text);
    }
    console.log(text);
}

const put = (s3, Key, Body, more) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (s3, Key, more) => s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
const text = async (answer) => (await answer).Body.transformToString();
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function refusal(answer) {
    try {
        await answer;
        return "none";
    } catch (refused) {
        return refused.name;
    }
}

async function upload(s3, Key, Body) {
    await new Upload({ client: s3, params: { Bucket, Key, Body } }).done();
}

async function isLarge(s3, Key, inParts) {
    const answer = await get(s3, Key);
    const hash = createHash("sha256");
    for await (const chunk of answer.Body) {
        hash.update(chunk);
    }
    return hash.digest("hex") === sha256(large) && answer.ETag.includes("-") === inParts;
}

await secure.send(new CreateBucketCommand({ Bucket }));
const { Buckets } = await plain.send(new ListBucketsCommand({}));
claim("bucket made", Buckets.map((each) => each.Name).join() === Bucket);

for (const s3 of [secure, plain]) {
    await put(s3, HARD_KEY, "hello", { ContentType: "text/x-small", Metadata: { colour: "deep blue" } });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: HARD_KEY, ChecksumMode: "ENABLED" }));
    const same = head.ContentType === "text/x-small" && head.Metadata.colour === "deep blue";
    if (s3 === secure) {
        claim("small: bytes, type and metadata", same && (await text(get(s3, HARD_KEY))) === "hello");
        const expected = Buffer.alloc(4);
        expected.writeUInt32BE(crc32("hello"));
        claim("checksum sent unasked", head.ChecksumCRC32 === expected.toString("base64"));
    } else if (!same || (await text(get(s3, HARD_KEY))) !== "hello") {
        throw new Error("small in clear");
    }
}

await put(secure, "large/whole", createReadStream(LARGE), { ContentLength: large.length });
await upload(plain, "large/plain", createReadStream(LARGE));
await upload(secure, "large/file", large);
claim(
    "large from a file, in parts",
    (await isLarge(secure, "large/file", true)) &&
        (await isLarge(plain, "large/plain", true)) &&
        (await isLarge(secure, "large/whole", false)),
);
await upload(secure, "large/stream", Readable.from(createReadStream(LARGE)));
claim("large from a stream, in parts", await isLarge(secure, "large/stream", true));

const range = await get(secure, "large/file", { Range: "bytes=9000000-9000999" });
const middle = Buffer.from(await range.Body.transformToByteArray());
claim("range", middle.equals(large.subarray(9000000, 9001000)));

const CopySource = `${Bucket}/${encodeURIComponent(HARD_KEY)}`;
const change = { MetadataDirective: "REPLACE", Metadata: { colour: "red" } };
await secure.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource, ...change }));
await plain.send(new CopyObjectCommand({ Bucket, Key: "large/copy", CopySource: `${Bucket}/large/file` }));
const copied = await secure.send(new HeadObjectCommand({ Bucket, Key: "copy" }));
claim("copies", copied.Metadata.colour === "red" && (await isLarge(secure, "large/copy", false)));

const names = Array.from({ length: MANY }, (_, i) => "many/" + String(i).padStart(4, "0"));
for (let i = 0; i < MANY; i += 50) {
    await Promise.all(names.slice(i, i + 50).map((name) => put(plain, name, "x")));
}
const pages = [];
for await (const page of paginateListObjectsV2({ client: secure }, { Bucket, Prefix: "many/" })) {
    pages.push(page.Contents.map((each) => each.Key));
}
const top = await plain.send(new ListObjectsV2Command({ Bucket, Delimiter: "/" }));
claim(
    "lists page by page",
    pages.length === 2 &&
        pages.flat().join() === names.join() &&
        top.CommonPrefixes.map((each) => each.Prefix).join() === "a b/,large/,many/",
);

const signed = (command) => getSignedUrl(plain, command, { expiresIn: 3600 });
const toPut = await signed(new PutObjectCommand({ Bucket, Key: "presigned é" }));
const written = await fetch(toPut, { method: "PUT", body: "by anyone" });
const read = await fetch(await signed(new GetObjectCommand({ Bucket, Key: "presigned é" })));
claim("presigned", written.ok && (await read.text()) === "by anyone");

const TagSet = [{ Key: "team", Value: "shop & co" }];
await secure.send(new PutObjectTaggingCommand({ Bucket, Key: HARD_KEY, Tagging: { TagSet } }));
await put(plain, "tagged", "x", { Tagging: "team=shop%20%26%20co" });
const tags = await secure.send(new GetObjectTaggingCommand({ Bucket, Key: HARD_KEY }));
const others = await plain.send(new GetObjectTaggingCommand({ Bucket, Key: "tagged" }));
const isTagged = (answer) => JSON.stringify(answer.TagSet) === JSON.stringify(TagSet);
claim("tags", isTagged(tags) && isTagged(others));

const VersioningConfiguration = { Status: "Enabled" };
await secure.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
const { VersionId } = await put(secure, "versioned", "older");
await put(secure, "versioned", "newer");
await secure.send(new DeleteObjectCommand({ Bucket, Key: "versioned" }));
const missing = await refusal(get(secure, "versioned"));
claim("versions", missing === "NoSuchKey" && (await text(get(plain, "versioned", { VersionId }))) === "older");

let gone = 0;
for (;;) {
    const list = await secure.send(new ListObjectVersionsCommand({ Bucket }));
    const all = [...(list.Versions ?? []), ...(list.DeleteMarkers ?? [])];
    if (all.length === 0) {
        break;
    }
    const Objects = all.map((each) => ({ Key: each.Key, VersionId: each.VersionId }));
    const answer = await secure.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    gone += answer.Deleted.length;
}
claim("many deleted", gone > MANY);

await secure.send(new DeleteBucketCommand({ Bucket }));
const absent = await refusal(secure.send(new ListObjectsV2Command({ Bucket })));
claim("bucket removed", absent === "NoSuchBucket");
