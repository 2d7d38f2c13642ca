/** The Load Balancer service: one stable hostname in front of the healthy containers. */
@NullMarked
package mvi.services.balancer;

import org.jspecify.annotations.NullMarked;
