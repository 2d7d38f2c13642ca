/**
 * The HTTP of AWS Lambda, both ends of it: the Runtime API (version 2018-06-01), at which the
 * containers of functions ask for their events, and Invoke (version 2015-03-31), by which SDKs call
 * functions.
 */
@NullMarked
package mvi.api.lambda;

import org.jspecify.annotations.NullMarked;
