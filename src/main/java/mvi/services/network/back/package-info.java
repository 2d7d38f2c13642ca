/**
 * The private networks made real: engine networks, one bridge for the endpoints, nftables, policy
 * routing.
 */
@NullMarked
package mvi.services.network.back;

import org.jspecify.annotations.NullMarked;
