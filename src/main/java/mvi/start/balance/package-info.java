/** The balance process: the data plane of the load balancer, wired. */
@NullMarked
package mvi.start.balance;

import org.jspecify.annotations.NullMarked;
