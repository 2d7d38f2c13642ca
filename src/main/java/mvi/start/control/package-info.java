/** The control process: wiring of the platform, its services by URL, and the API. */
@NullMarked
package mvi.start.control;

import org.jspecify.annotations.NullMarked;
