/**
 * From a project folder to images in the registry.
 *
 * <p>A build has an id that sorts by time, a record in KV and a log in Blob, whatever became of it.
 * The work is the container engine's; nothing of an app runs inside mvi.
 */
@NullMarked
package mvi.platform.build;

import org.jspecify.annotations.NullMarked;
