/**
 * The semantics of Blob, pure: what a put, a list, an upload in parts mean, over the port {@link
 * mvi.services.blob.core.BlobStore}.
 *
 * <p>A body streams once through hashing into new data of the store; the data is made durable; then
 * one atomic commit of records makes it exist and lets go of what it replaced. Nothing that fails
 * before the commit is ever visible; whatever it left behind is the store's to sweep.
 */
@NullMarked
package mvi.services.blob.core;

import org.jspecify.annotations.NullMarked;
