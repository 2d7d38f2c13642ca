/**
 * What an app's processes see in their environment.
 *
 * <p>The app's own variables come in versions, each sealed whole by Crypto; a release names one of
 * them for ever. {@link EnvironmentComposer} puts together what a container gets: links first, the
 * manifest's over them, the app's own over both.
 */
@NullMarked
package mvi.platform.environment;

import org.jspecify.annotations.NullMarked;
