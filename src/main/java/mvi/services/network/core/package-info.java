/**
 * The rules of the private networks as pure functions: which subnet, which firewall table, which
 * routing rules.
 */
@NullMarked
package mvi.services.network.core;

import org.jspecify.annotations.NullMarked;
