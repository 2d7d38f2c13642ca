/** Where the Key-Value service keeps its items. */
@NullMarked
package mvi.services.kv.back;

import org.jspecify.annotations.NullMarked;
