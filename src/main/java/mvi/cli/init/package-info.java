/**
 * The first manifest
 *
 * <p>what a folder without one holds, and the compose.yaml that fits it. {@link
 * mvi.cli.init.ProjectDetector} decides, {@link mvi.cli.init.ManifestText} renders; both are pure.
 * Reading is bounded and never leaves the folder; writing never replaces what is there.
 */
@NullMarked
package mvi.cli.init;

import org.jspecify.annotations.NullMarked;
