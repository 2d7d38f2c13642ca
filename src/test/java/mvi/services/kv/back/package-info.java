@NullMarked
package mvi.services.kv.back;

import org.jspecify.annotations.NullMarked;
