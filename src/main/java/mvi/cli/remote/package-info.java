/**
 * The client of the API
 *
 * <p>dialling, JSON, server-sent events and exec frames.:HTTP/1.1 over the JDK's sockets with one
 * connection per call: a client for commands that live for a moment, where starting an event loop
 * would cost more than the call.
 */
@NullMarked
package mvi.cli.remote;

import org.jspecify.annotations.NullMarked;
