/** Series and their samples as the Metric service means them: recording, asking, telling. */
@NullMarked
package mvi.services.metric.core;

import org.jspecify.annotations.NullMarked;
