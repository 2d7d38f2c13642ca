/**
 * What tables mean: keys in order, conditions, pages, transactions. Pure: bytes, time and one
 * writer come by {@link mvi.services.kv.core.KvStore} and Clock.
 */
@NullMarked
package mvi.services.kv.core;

import org.jspecify.annotations.NullMarked;
