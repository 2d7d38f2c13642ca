/** Where lines are kept. */
@NullMarked
package mvi.services.log.back;

import org.jspecify.annotations.NullMarked;
