/** This machine as a host: capacity and readings from the kernel's own files. */
@NullMarked
package mvi.services.host.back;

import org.jspecify.annotations.NullMarked;
