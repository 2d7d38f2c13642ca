/**
 * The command line
 *
 * <p>commands over the HTTP API, and the words that they print.:Every command is a client of the
 * API, so that what a person can do a script can do from another machine. {@code up} and {@code
 * down} alone go through a port that the composition root fills. A call must take less than 0.4 s,
 * start of the JVM included: the grammar is built by hand, JSON is read as a stream, and the API is
 * dialled over the JDK's sockets.
 */
@NullMarked
package mvi.cli;

import org.jspecify.annotations.NullMarked;
