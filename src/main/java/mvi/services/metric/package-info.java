/** The Metric service: numbers over time, kept for a day, told in the Prometheus form. */
@NullMarked
package mvi.services.metric;

import org.jspecify.annotations.NullMarked;
