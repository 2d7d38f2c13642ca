/** What goes over the wire between processes: JSON, XML, signatures, certificates. */
@NullMarked
package mvi.engines.wire;

import org.jspecify.annotations.NullMarked;
