/**
 * What "run this app for ever" means: {@link Platform} is what the API calls, {@link PlatformParts}
 * what it is made of.
 */
@NullMarked
package mvi.platform;

import org.jspecify.annotations.NullMarked;
