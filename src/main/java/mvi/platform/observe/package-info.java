/**
 * Pumps what happens into Log and Metric: output of containers, requests at and readings of the
 * load balancer, the containers and the host.
 */
@NullMarked
package mvi.platform.observe;

import org.jspecify.annotations.NullMarked;
