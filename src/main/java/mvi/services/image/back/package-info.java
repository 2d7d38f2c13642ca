/**
 * The registry's content as objects of Blob, its index as items of KV: it has no store of its own.
 */
@NullMarked
package mvi.services.image.back;

import org.jspecify.annotations.NullMarked;
