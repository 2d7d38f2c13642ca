@NullMarked
package mvi.engines.store;

import org.jspecify.annotations.NullMarked;
