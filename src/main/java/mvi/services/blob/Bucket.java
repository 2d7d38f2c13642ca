package mvi.services.blob;

import java.time.Instant;

/** A bucket as it is. */
public record Bucket(BucketName name, Instant created, BucketSettings settings) {}
