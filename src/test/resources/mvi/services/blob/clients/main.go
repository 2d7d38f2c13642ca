// Drives Blob by the AWS SDK for Go: prints a line for each claim that holds, and ends at the first that doesn't.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

var (
	ctx     = context.Background()
	bucket  = aws.String("golang")
	hardKey = aws.String(os.Getenv("HARD_KEY"))
	large   = must(os.ReadFile(os.Getenv("LARGE")))
	many    = must(strconv.Atoi(os.Getenv("MANY")))
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func claim(text string, truth bool) {
	if !truth {
		log.Fatal("not so: " + text)
	}
	fmt.Println(text)
}

func refusal(err error) string {
	var refused smithy.APIError
	if errors.As(err, &refused) {
		return refused.ErrorCode()
	}
	return "none"
}

func put(client *s3.Client, key string, body string) *s3.PutObjectOutput {
	return must(client.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: &key, Body: strings.NewReader(body)}))
}

func get(client *s3.Client, input s3.GetObjectInput) []byte {
	input.Bucket = bucket
	answer := must(client.GetObject(ctx, &input))
	defer answer.Body.Close()
	return must(io.ReadAll(answer.Body))
}

func head(client *s3.Client, key *string) *s3.HeadObjectOutput {
	return must(client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: bucket, Key: key, ChecksumMode: types.ChecksumModeEnabled}))
}

type buffer []byte

func (b buffer) WriteAt(from []byte, at int64) (int, error) {
	return copy(b[at:], from), nil
}

func isLarge(client *s3.Client, key string) bool {
	back := make(buffer, len(large))
	must(transfermanager.New(client).DownloadObject(
		ctx, &transfermanager.DownloadObjectInput{Bucket: bucket, Key: &key, WriterAt: back}))
	whole := get(client, s3.GetObjectInput{Key: &key})
	return sha256.Sum256(back) == sha256.Sum256(large) && sha256.Sum256(whole) == sha256.Sum256(large)
}

func upload(client *s3.Client, key string, body io.Reader) {
	must(transfermanager.New(client).UploadObject(
		ctx, &transfermanager.UploadObjectInput{Bucket: bucket, Key: &key, Body: body}))
}

func isInParts(client *s3.Client, key string) bool {
	return strings.Contains(*head(client, &key).ETag, "-")
}

func fetch(method string, address string, header http.Header, body string) string {
	request := must(http.NewRequest(method, address, strings.NewReader(body)))
	for name, values := range header {
		if name != "Host" {
			request.Header[name] = values
		}
	}
	answer := must(http.DefaultClient.Do(request))
	defer answer.Body.Close()
	text := string(must(io.ReadAll(answer.Body)))
	if answer.StatusCode != 200 {
		log.Fatal(address, text)
	}
	return text
}

func objects(secure *s3.Client, plain *s3.Client) {
	for _, client := range []*s3.Client{secure, plain} {
		must(client.PutObject(ctx, &s3.PutObjectInput{
			Bucket: bucket, Key: hardKey, Body: strings.NewReader("hello"),
			ContentType: aws.String("text/x-small"), Metadata: map[string]string{"colour": "deep blue"},
		}))
		small := head(client, hardKey)
		if *small.ContentType != "text/x-small" || small.Metadata["colour"] != "deep blue" {
			log.Fatal("head: ", small)
		}
	}
	claim("small: bytes, type and metadata", string(get(secure, s3.GetObjectInput{Key: hardKey})) == "hello")
	sum := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte("hello")))
	claim("checksum sent unasked", *head(plain, hardKey).ChecksumCRC32 == base64.StdEncoding.EncodeToString(sum))

	file := must(os.Open(os.Getenv("LARGE")))
	defer file.Close()
	upload(secure, "large/file", file)
	upload(plain, "large/plain", bytes.NewReader(large))
	claim("large from a file, in parts",
		isLarge(secure, "large/file") && isLarge(plain, "large/plain") && isInParts(secure, "large/file"))
	upload(secure, "large/stream", io.MultiReader(bytes.NewReader(large)))
	claim("large from a stream, in parts", isLarge(secure, "large/stream") && isInParts(plain, "large/stream"))

	middle := get(secure, s3.GetObjectInput{Key: aws.String("large/file"), Range: aws.String("bytes=9000000-9000999")})
	claim("range", bytes.Equal(middle, large[9_000_000:9_001_000]))

	must(secure.CopyObject(ctx, &s3.CopyObjectInput{
		Bucket: bucket, Key: aws.String("copy"), CopySource: aws.String(*bucket + "/" + url.PathEscape(*hardKey)),
		MetadataDirective: types.MetadataDirectiveReplace, Metadata: map[string]string{"colour": "red"},
	}))
	must(plain.CopyObject(ctx, &s3.CopyObjectInput{
		Bucket: bucket, Key: aws.String("large/copy"), CopySource: aws.String(*bucket + "/large/file"),
	}))
	claim("copies", head(plain, aws.String("copy")).Metadata["colour"] == "red" && isLarge(secure, "large/copy"))
}

func lists(secure *s3.Client, plain *s3.Client) {
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := worker; i < many; i += 8 {
				put(plain, fmt.Sprintf("many/%04d", i), "x")
			}
		})
	}
	group.Wait()
	pages := s3.NewListObjectsV2Paginator(secure, &s3.ListObjectsV2Input{Bucket: bucket, Prefix: aws.String("many/")})
	counts := []int{}
	keys := 0
	for pages.HasMorePages() {
		page := must(pages.NextPage(ctx))
		counts = append(counts, len(page.Contents))
		for _, each := range page.Contents {
			if *each.Key != fmt.Sprintf("many/%04d", keys) {
				log.Fatal("listed ", *each.Key)
			}
			keys++
		}
	}
	claim("lists page by page", len(counts) == 2 && counts[0] == 1000 && keys == many)
}

func presigned(plain *s3.Client) {
	signer := s3.NewPresignClient(plain)
	key := aws.String("presigned é")
	toPut := must(signer.PresignPutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: key}))
	fetch(toPut.Method, toPut.URL, toPut.SignedHeader, "by anyone")
	toGet := must(signer.PresignGetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: key}))
	claim("presigned", fetch(toGet.Method, toGet.URL, toGet.SignedHeader, "") == "by anyone")
}

func tagsAndVersions(secure *s3.Client, plain *s3.Client) {
	set := []types.Tag{{Key: aws.String("team"), Value: aws.String("shop & co")}}
	must(secure.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{Bucket: bucket, Key: hardKey, Tagging: &types.Tagging{TagSet: set}}))
	tags := must(plain.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: bucket, Key: hardKey})).TagSet
	claim("tags", len(tags) == 1 && *tags[0].Key == "team" && *tags[0].Value == "shop & co")

	must(secure.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{
		Bucket:                  bucket,
		VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	}))
	older := put(secure, "versioned", "older").VersionId
	put(plain, "versioned", "newer")
	key := aws.String("versioned")
	must(secure.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: bucket, Key: key}))
	_, missing := secure.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: key})
	claim("versions", refusal(missing) == "NoSuchKey" &&
		string(get(plain, s3.GetObjectInput{Key: key, VersionId: older})) == "older")
}

func removal(secure *s3.Client) {
	gone := 0
	versions := s3.NewListObjectVersionsPaginator(secure, &s3.ListObjectVersionsInput{Bucket: bucket})
	for versions.HasMorePages() {
		page := must(versions.NextPage(ctx))
		all := []types.ObjectIdentifier{}
		for _, each := range page.Versions {
			all = append(all, types.ObjectIdentifier{Key: each.Key, VersionId: each.VersionId})
		}
		for _, each := range page.DeleteMarkers {
			all = append(all, types.ObjectIdentifier{Key: each.Key, VersionId: each.VersionId})
		}
		answer := must(secure.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: bucket, Delete: &types.Delete{Objects: all}}))
		gone += len(answer.Deleted)
	}
	claim("many deleted", gone > many)

	must(secure.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: bucket}))
	_, absent := secure.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: bucket})
	claim("bucket removed", refusal(absent) == "NoSuchBucket")
}

func main() {
	settings := must(config.LoadDefaultConfig(ctx))
	secure := s3.NewFromConfig(settings, func(o *s3.Options) { o.UsePathStyle = true })
	plain := s3.NewFromConfig(settings, func(o *s3.Options) {
		o.UsePathStyle = true
		o.BaseEndpoint = aws.String(os.Getenv("PLAIN"))
	})
	must(secure.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket}))
	buckets := must(plain.ListBuckets(ctx, &s3.ListBucketsInput{})).Buckets
	claim("bucket made", len(buckets) == 1 && *buckets[0].Name == *bucket)
	objects(secure, plain)
	lists(secure, plain)
	presigned(plain)
	tagsAndVersions(secure, plain)
	removal(secure)
}
