/**
 * A container engine on a Unix socket: Docker Engine, or a {@code podman system service} of mvi's
 * own.
 *
 * <p>{@link mvi.engines.docker.DockerEngine} speaks the Docker Engine API, only the operations that
 * mvi needs, in records of its own; every call has a deadline, and what fails is a {@code Problem}:
 * {@code engine-unavailable} UNAVAILABLE when nobody answers, {@code container-failed} INVALID with
 * the engine's own words when it refuses. {@link mvi.engines.docker.EngineService} decides which
 * engine that is, starts it where it is podman's, and finds out by a probe container with which
 * settings containers start on this machine at all.
 *
 * <p>The library (docker-java) opens the socket by NIO channels, so a call waits without holding a
 * carrier thread; its own streaming threads are platform threads.
 */
@NullMarked
package mvi.engines.docker;

import org.jspecify.annotations.NullMarked;
