/** What clients of apps see when they come by TLS: whose certificate each name has. */
@NullMarked
package mvi.platform.certificate;

import org.jspecify.annotations.NullMarked;
