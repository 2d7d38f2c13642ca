/**
 * The Blob service: any amount of unstructured data in buckets. Its protocol is the Amazon S3 REST
 * API.
 */
@NullMarked
package mvi.services.blob;

import org.jspecify.annotations.NullMarked;
