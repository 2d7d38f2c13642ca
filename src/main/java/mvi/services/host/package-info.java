/** The VM service: the machines that containers run on, with their capacity. */
@NullMarked
package mvi.services.host;

import org.jspecify.annotations.NullMarked;
