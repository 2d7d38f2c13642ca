/** The load balancer's control socket: HTTP/1.1 and JSON, for the control plane alone. */
@NullMarked
package mvi.services.balancer.front;

import org.jspecify.annotations.NullMarked;
