/** The Log service: every line of every container, in order, durable, tailed and searched. */
@NullMarked
package mvi.services.log;

import org.jspecify.annotations.NullMarked;
