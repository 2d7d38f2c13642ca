/**
 * The Key-Value service: small structured data, durable, conditional, easy to query. Its protocol
 * is the DynamoDB JSON API.
 */
@NullMarked
package mvi.services.kv;

import org.jspecify.annotations.NullMarked;
