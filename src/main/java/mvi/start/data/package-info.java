/** The composition of the data process: Crypto, KV, Blob and Image, their fronts and their door. */
@NullMarked
package mvi.start.data;

import org.jspecify.annotations.NullMarked;
