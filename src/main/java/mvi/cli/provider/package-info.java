/**
 * What {@code docker compose} asks of a provider, for services of the platform on a developer's
 * machine.
 *
 * <p>Compose runs {@code mvi compose up|stop|down|metadata} and reads JSON lines: its
 * docs/extension.md has the protocol. Containers of Compose are in no app's network, so that each
 * resource gets a port of its own on this machine, forwarded through the API.
 */
@NullMarked
package mvi.cli.provider;

import org.jspecify.annotations.NullMarked;
