/**
 * Lines of logs as the Log service means them: appended with their position, read, tailed, let go.
 */
@NullMarked
package mvi.services.log.core;

import org.jspecify.annotations.NullMarked;
