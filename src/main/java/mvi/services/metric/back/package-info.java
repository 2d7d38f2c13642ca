/** Where samples are kept. */
@NullMarked
package mvi.services.metric.back;

import org.jspecify.annotations.NullMarked;
