/**
 * The Crypto service: keys nobody can guess or read, and an audit of every use. Its protocol is the
 * AWS KMS JSON API.
 */
@NullMarked
package mvi.services.crypto;

import org.jspecify.annotations.NullMarked;
