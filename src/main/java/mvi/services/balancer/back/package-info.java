/**
 * The load balancer's two implementations: over the proxy of this process, and as a client of the
 * balance process's control socket.
 */
@NullMarked
package mvi.services.balancer.back;

import org.jspecify.annotations.NullMarked;
