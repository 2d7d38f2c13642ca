@NullMarked
package mvi.engines.proxy;

import org.jspecify.annotations.NullMarked;
