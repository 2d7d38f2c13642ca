/**
 * What Crypto means, without a file or a clock of its own: which key may be used by whom, the form
 * of a ciphertext, and that a use is on record before its result goes out.
 */
@NullMarked
package mvi.services.crypto.core;

import org.jspecify.annotations.NullMarked;
