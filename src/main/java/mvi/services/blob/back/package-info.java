/** Where Blob's objects are: this machine's disk, or any S3 by URL. */
@NullMarked
package mvi.services.blob.back;

import org.jspecify.annotations.NullMarked;
