/**
 * The composition root: reads the configuration, wires each process in order, and brings the
 * platform up and down. The only room that sees all others.
 */
@NullMarked
package mvi.start;

import org.jspecify.annotations.NullMarked;
