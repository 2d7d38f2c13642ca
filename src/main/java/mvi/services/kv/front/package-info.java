/**
 * The DynamoDB JSON API, version 2012-08-10: one POST per operation, named by {@code X-Amz-Target},
 * with attribute values as objects of one field that names their type. What is not served is
 * refused by name, never left out in silence.
 */
@NullMarked
package mvi.services.kv.front;

import org.jspecify.annotations.NullMarked;
